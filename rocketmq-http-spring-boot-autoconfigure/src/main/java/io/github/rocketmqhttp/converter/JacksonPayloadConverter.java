package io.github.rocketmqhttp.converter;

import java.lang.reflect.Type;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Converts payloads to JSON with the application's own Jackson 2 mapper; String passes
 * through as it is and byte[] as Base64.
 */
public final class JacksonPayloadConverter implements PayloadConverter {

	private final ObjectMapper objectMapper;

	private final SimplePayloadConverter simple = new SimplePayloadConverter();

	/**
	 * Creates the converter.
	 * @param objectMapper the mapper; used as it is, never reconfigured
	 */
	public JacksonPayloadConverter(ObjectMapper objectMapper) {
		this.objectMapper = objectMapper;
	}

	@Override
	public String toBody(Object payload) {
		if (SimplePayloadConverter.converts(payload.getClass())) {
			return this.simple.toBody(payload);
		}
		try {
			return this.objectMapper.writeValueAsString(payload);
		}
		catch (JsonProcessingException | RuntimeException ex) {
			throw new PayloadConversionException("A payload of type " + payload.getClass().getTypeName()
					+ " cannot be written as JSON: " + describe(ex), null);
		}
	}

	@Override
	public Object fromBody(String body, Type type) {
		if (SimplePayloadConverter.converts(type)) {
			return this.simple.fromBody(body, type);
		}
		Object payload = read(body, type);
		if (payload == null) {
			throw new PayloadConversionException("A body cannot be read as " + type.getTypeName() + ": it is JSON null",
					null);
		}
		return payload;
	}

	private @Nullable Object read(String body, Type type) {
		try {
			return this.objectMapper.readValue(body, this.objectMapper.constructType(type));
		}
		catch (JsonProcessingException | RuntimeException ex) {
			throw new PayloadConversionException("A body of " + body.length() + " characters cannot be read as "
					+ type.getTypeName() + ": " + describe(ex), null);
		}
	}

	/**
	 * Jackson's texts, and the paths to what it complains about, quote content. So
	 * neither they nor the exception itself go on from here: only its kind and its place.
	 */
	private static String describe(Exception failure) {
		String kind = failure.getClass().getSimpleName();
		JsonLocation place = (failure instanceof JsonProcessingException json) ? json.getLocation() : null;
		return (place != null) ? kind + " at line " + place.getLineNr() + ", column " + place.getColumnNr() : kind;
	}

}
