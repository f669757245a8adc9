package io.github.rocketmqhttp.converter;

import io.github.rocketmqhttp.RocketMqHttpException;
import org.jspecify.annotations.Nullable;

/**
 * A payload cannot be written, or a body cannot be read as the wanted type. Trying again
 * does not help.
 */
public final class PayloadConversionException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what could not be converted to what, and what to do; never content
	 * @param cause the mapper's complaint, only if its text quotes no content
	 */
	public PayloadConversionException(String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
	}

}
