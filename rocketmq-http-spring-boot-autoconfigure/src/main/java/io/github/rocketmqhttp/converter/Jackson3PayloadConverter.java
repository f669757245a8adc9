package io.github.rocketmqhttp.converter;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts payloads to JSON with the application's own Jackson 3 mapper; String passes
 * through as it is and byte[] as Base64. Elements of collections and maps keep the ids
 * that {@code @JsonTypeInfo} asks for, though the payload does not tell of what it is a
 * list.
 */
public final class Jackson3PayloadConverter extends JsonPayloadConverter {

	private final JsonMapper mapper;

	/**
	 * Creates the converter.
	 * @param mapper the mapper; used as it is, never reconfigured
	 */
	public Jackson3PayloadConverter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	String write(Object payload) {
		return this.mapper.writeValueAsString(payload);
	}

	@Override
	String write(Object payload, Type type) {
		return this.mapper.writerFor(this.mapper.constructType(type)).writeValueAsString(payload);
	}

	@Override
	boolean isTyped(Class<?> type) {
		SerializationConfig config = this.mapper.serializationConfig();
		return config.getAnnotationIntrospector()
			.findPolymorphicTypeInfo(config,
					config.classIntrospectorInstance().introspectClassAnnotations(config.constructType(type))) != null;
	}

	@Override
	@Nullable Object read(String body, Type type) {
		return this.mapper.readValue(body, this.mapper.constructType(type));
	}

	@Override
	@Nullable Place place(Exception failure) {
		TokenStreamLocation location = (failure instanceof JacksonException known) ? known.getLocation() : null;
		return (location != null) ? new Place(location.getLineNr(), location.getColumnNr()) : null;
	}

}
