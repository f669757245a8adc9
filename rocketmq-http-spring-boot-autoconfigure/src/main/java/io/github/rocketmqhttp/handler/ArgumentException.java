package io.github.rocketmqhttp.handler;

import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;

/**
 * A message does not give what a parameter, or a key expression, asks for: it is not
 * valid, or a header is missing or of another type. Spring's own exceptions quote
 * payloads and header values, so they are not chained.
 */
public final class ArgumentException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param parameter the parameter that gets no argument
	 * @param failure why, which may quote the message
	 */
	public ArgumentException(MethodParameter parameter, Exception failure) {
		super("Parameter " + parameter.getParameterIndex() + " of type "
				+ parameter.getGenericParameterType().getTypeName() + ": " + describe(failure));
	}

	/**
	 * Creates the exception.
	 * @param parameter the parameter whose payload is not valid
	 * @param invalid what is not valid, which quotes the message
	 */
	public ArgumentException(MethodParameter parameter, BindingResult invalid) {
		super("Parameter " + parameter.getParameterIndex() + " of type "
				+ parameter.getGenericParameterType().getTypeName() + ": " + describe(invalid));
	}

	/**
	 * Creates the exception, for something else that is made of the message.
	 * @param what what cannot be made, and why; it quotes no message
	 */
	public ArgumentException(String what) {
		super(what);
	}

	private static String describe(Exception failure) {
		if (failure instanceof MethodArgumentNotValidException invalid) {
			return describe(invalid.getBindingResult());
		}
		if (failure instanceof MessageHandlingException missing && missing.getCause() == null) {
			// Thrown for a missing header only; the text names it and the type.
			return String.valueOf(missing.getMessage());
		}
		return "no argument can be made of the message (" + failure.getClass().getSimpleName() + ")";
	}

	private static String describe(@Nullable BindingResult result) {
		if (result == null) {
			return "the payload is not valid";
		}
		String fields = result.getFieldErrors()
			.stream()
			.map((error) -> error.getField() + " (" + error.getCode() + ")")
			.collect(Collectors.joining(", "));
		return "the payload is not valid: " + (fields.isEmpty() ? "as a whole" : fields);
	}

}
