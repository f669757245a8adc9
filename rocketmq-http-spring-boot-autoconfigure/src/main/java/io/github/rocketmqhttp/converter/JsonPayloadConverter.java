package io.github.rocketmqhttp.converter;

import java.io.IOException;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * What conversion to JSON is whichever library does it: String passes through as it is
 * and byte[] as Base64, and no failure quotes content.
 */
abstract class JsonPayloadConverter implements PayloadConverter {

	private final SimplePayloadConverter simple = new SimplePayloadConverter();

	private final PolymorphicElements elements = new PolymorphicElements(this::isTyped);

	@Override
	public final String toBody(Object payload) {
		if (SimplePayloadConverter.converts(payload.getClass())) {
			return this.simple.toBody(payload);
		}
		try {
			Type type = this.elements.typeOf(payload);
			return (type != null) ? write(payload, type) : write(payload);
		}
		catch (IOException | RuntimeException ex) {
			throw new PayloadConversionException("A payload of type " + payload.getClass().getTypeName()
					+ " cannot be written as JSON: " + describe(ex), null);
		}
	}

	@Override
	public final Object fromBody(String body, Type type) {
		if (SimplePayloadConverter.converts(type)) {
			return this.simple.fromBody(body, type);
		}
		Object payload;
		try {
			payload = read(body, type);
		}
		catch (IOException | RuntimeException ex) {
			throw new PayloadConversionException("A body of " + body.length() + " characters cannot be read as "
					+ type.getTypeName() + ": " + describe(ex), null);
		}
		if (payload == null) {
			throw new PayloadConversionException("A body cannot be read as " + type.getTypeName() + ": it is JSON null",
					null);
		}
		return payload;
	}

	/**
	 * Jackson's texts, and the paths to what it complains about, quote content. So
	 * neither they nor the exception itself go on from here: only its kind and its place.
	 */
	private String describe(Exception failure) {
		String kind = failure.getClass().getSimpleName();
		Place place = place(failure);
		return (place != null) ? kind + " at line " + place.line() + ", column " + place.column() : kind;
	}

	abstract String write(Object payload) throws IOException;

	abstract String write(Object payload, Type type) throws IOException;

	/**
	 * Whether annotations say that values of a class are written with an id of their
	 * type.
	 */
	abstract boolean isTyped(Class<?> type);

	abstract @Nullable Object read(String body, Type type) throws IOException;

	/**
	 * Where in a body a failure of the library lies.
	 * @return the place, or {@code null} where there is none
	 */
	abstract @Nullable Place place(Exception failure);

	/**
	 * A place in a body.
	 */
	record Place(int line, int column) {
	}

}
