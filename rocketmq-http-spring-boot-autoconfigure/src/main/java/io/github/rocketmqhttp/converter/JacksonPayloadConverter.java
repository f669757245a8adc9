package io.github.rocketmqhttp.converter;

import java.io.IOException;
import java.lang.reflect.Type;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Converts payloads to JSON with the application's own Jackson 2 mapper; String passes
 * through as it is and byte[] as Base64.
 */
public final class JacksonPayloadConverter extends JsonPayloadConverter {

	private final ObjectMapper mapper;

	/**
	 * Creates the converter.
	 * @param mapper the mapper; used as it is, never reconfigured
	 */
	public JacksonPayloadConverter(ObjectMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	String write(Object payload) throws IOException {
		return this.mapper.writeValueAsString(payload);
	}

	@Override
	@Nullable Object read(String body, Type type) throws IOException {
		return this.mapper.readValue(body, this.mapper.constructType(type));
	}

	@Override
	@Nullable Place place(Exception failure) {
		JsonLocation location = (failure instanceof JsonProcessingException known) ? known.getLocation() : null;
		return (location != null) ? new Place(location.getLineNr(), location.getColumnNr()) : null;
	}

}
