package io.github.rocketmqhttp.converter;

import java.lang.reflect.Type;

/**
 * Turns a payload into the text of a message body and back.
 * <p>
 * The type comes from the receiving signature; no class name crosses the wire.
 * Implementations are safe for concurrent use.
 */
public interface PayloadConverter {

	/**
	 * Writes a payload.
	 * @param payload the payload
	 * @return the body, not empty
	 * @throws PayloadConversionException if the payload cannot be written; the message
	 * names its type, never its content
	 */
	String toBody(Object payload);

	/**
	 * Reads a payload.
	 * @param body the body
	 * @param type the type to read, generics included
	 * @return the payload, of that type
	 * @throws PayloadConversionException if the body cannot be read as that type; the
	 * message names the type, never the content
	 */
	Object fromBody(String body, Type type);

}
