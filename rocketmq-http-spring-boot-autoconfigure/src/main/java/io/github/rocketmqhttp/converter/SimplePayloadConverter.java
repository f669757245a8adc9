package io.github.rocketmqhttp.converter;

import java.lang.reflect.Type;
import java.util.Base64;

/**
 * Converts String (as it is) and byte[] (as Base64) only; what an application without a
 * JSON mapper gets.
 */
public final class SimplePayloadConverter implements PayloadConverter {

	private static final String REMEDY = ": only String and byte[] can without Jackson. Add jackson-databind, or define"
			+ " a PayloadConverter bean.";

	/**
	 * Creates the converter.
	 */
	public SimplePayloadConverter() {
	}

	@Override
	public String toBody(Object payload) {
		if (payload instanceof String text) {
			return requireContent(text, "String");
		}
		if (payload instanceof byte[] bytes) {
			return requireContent(Base64.getEncoder().encodeToString(bytes), "byte[]");
		}
		throw new PayloadConversionException(
				"A payload of type " + payload.getClass().getTypeName() + " cannot be written" + REMEDY, null);
	}

	@Override
	public Object fromBody(String body, Type type) {
		if (type == String.class) {
			return body;
		}
		if (type == byte[].class) {
			return decode(body);
		}
		throw new PayloadConversionException("A body cannot be read as " + type.getTypeName() + REMEDY, null);
	}

	static boolean converts(Type type) {
		return type == String.class || type == byte[].class;
	}

	private static String requireContent(String body, String type) {
		if (body.isEmpty()) {
			throw new PayloadConversionException(
					"A payload of type " + type + " is empty; the protocol carries no empty bodies.", null);
		}
		return body;
	}

	private static byte[] decode(String body) {
		try {
			return Base64.getDecoder().decode(body);
		}
		catch (IllegalArgumentException ex) {
			// The decoder's text quotes the offending character, so it is no cause.
			throw new PayloadConversionException(
					"A body of " + body.length()
							+ " characters cannot be read as byte[]: it is not Base64. Receive it as String instead.",
					null);
		}
	}

}
