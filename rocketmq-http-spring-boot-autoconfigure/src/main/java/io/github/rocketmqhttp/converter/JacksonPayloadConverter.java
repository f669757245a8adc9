package io.github.rocketmqhttp.converter;

import java.io.IOException;
import java.lang.reflect.Type;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import org.jspecify.annotations.Nullable;

/**
 * Converts payloads to JSON with the application's own Jackson 2 mapper; String passes
 * through as it is and byte[] as Base64. Elements of collections and maps keep the ids
 * that {@code @JsonTypeInfo} asks for, though the payload does not tell of what it is a
 * list.
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
	String write(Object payload, Type type) throws IOException {
		return this.mapper.writerFor(this.mapper.constructType(type)).writeValueAsString(payload);
	}

	@Override
	boolean isTyped(Class<?> type) {
		SerializationConfig config = this.mapper.getSerializationConfig();
		return config.getAnnotationIntrospector()
			.findPolymorphicTypeInfo(config,
					config.introspectClassAnnotations(config.constructType(type)).getClassInfo()) != null;
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
