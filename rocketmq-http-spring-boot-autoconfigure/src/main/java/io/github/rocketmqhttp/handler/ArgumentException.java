package io.github.rocketmqhttp.handler;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.protocol.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;

/**
 * A message does not give what a parameter, or a key expression, asks for: it is not
 * valid, or a header is missing or of another type. The text says which parameter, of
 * which type, of which message, and what kind of failure. Spring's own exceptions quote
 * payloads and header values, so neither their texts nor they themselves go on from here.
 */
public final class ArgumentException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Keys of maps stand in there, which are part of the body. */
	private static final Pattern INDEXES = Pattern.compile("\\[.*\\]", Pattern.DOTALL);

	private ArgumentException(MethodParameter parameter, String messageId, String what, @Nullable Throwable failure) {
		this("Parameter " + parameter.getParameterIndex() + " of type "
				+ parameter.getGenericParameterType().getTypeName() + " cannot be read from message " + messageId + ": "
				+ what, failure);
	}

	/**
	 * Creates the exception, for something else that is made of a message.
	 * @param text what cannot be made, and why; it quotes no message
	 * @param failure the failure underneath, of which only classes and stack traces are
	 * kept
	 */
	public ArgumentException(String text, @Nullable Throwable failure) {
		super(text, (failure != null) ? new RedactedException(failure) : null);
	}

	static ArgumentException failed(MethodParameter parameter, String messageId, Exception failure) {
		return new ArgumentException(parameter, messageId, describe(failure), failure);
	}

	static ArgumentException invalid(MethodParameter parameter, String messageId, BindingResult result) {
		return new ArgumentException(parameter, messageId, describe(result), null);
	}

	private static String describe(Exception failure) {
		if (failure instanceof MethodArgumentNotValidException invalid) {
			return describe(invalid.getBindingResult());
		}
		if (failure instanceof MessageHandlingException missing && missing.getCause() == null) {
			// Thrown for a missing header only; the text names it and the type.
			return PrintableText.of(String.valueOf(missing.getMessage()));
		}
		if (failure instanceof ConversionException) {
			return "the value cannot be converted (" + RedactedException.kind(failure) + ")";
		}
		return "no argument can be made of it (" + RedactedException.kind(failure) + ")";
	}

	private static String describe(@Nullable BindingResult result) {
		if (result == null) {
			return "the payload is not valid";
		}
		String fields = result.getFieldErrors()
			.stream()
			.map(ArgumentException::describe)
			.distinct()
			.collect(Collectors.joining(", "));
		return "the payload is not valid: " + (fields.isEmpty() ? "as a whole" : PrintableText.of(fields));
	}

	private static String describe(FieldError error) {
		return INDEXES.matcher(error.getField()).replaceAll("[]") + " (" + error.getCode() + ")";
	}

}
