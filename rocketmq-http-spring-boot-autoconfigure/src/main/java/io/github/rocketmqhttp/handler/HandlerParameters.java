package io.github.rocketmqhttp.handler;

import java.util.List;
import java.util.function.Predicate;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Tells the parameters of annotated methods apart.
 */
public final class HandlerParameters {

	private HandlerParameters() {
	}

	/**
	 * Whether a parameter gets one or all headers.
	 * @param parameter the parameter
	 * @return whether an annotation says so
	 */
	public static boolean isHeader(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(Header.class) || parameter.hasParameterAnnotation(Headers.class);
	}

	/**
	 * Refuses what asks for more than one payload, or for one that SpEL makes.
	 * @param parameters the parameters of a method that takes one message
	 * @param other tells parameters that get something that only some methods may have
	 * @param refusal words the exception
	 */
	public static void requireOnePayload(List<MethodParameter> parameters, Predicate<MethodParameter> other,
			Refusal refusal) {
		List<MethodParameter> payloads = parameters.stream()
			.filter((parameter) -> isPayload(parameter, other))
			.toList();
		if (payloads.size() > 1) {
			throw refusal.because("it has " + payloads.size() + " payload parameters",
					"Keep one; mark the others with @Header, or read them from Message or ReceivedMessage.");
		}
		for (MethodParameter payload : payloads) {
			Payload annotation = payload.getParameterAnnotation(Payload.class);
			if (annotation != null && !annotation.expression().isEmpty()) {
				throw refusal.because("its @Payload has an expression", "Remove the expression.");
			}
		}
	}

	private static boolean isPayload(MethodParameter parameter, Predicate<MethodParameter> other) {
		Class<?> type = parameter.getParameterType();
		return parameter.hasParameterAnnotation(Payload.class)
				|| !(isHeader(parameter) || Message.class.isAssignableFrom(type) || type == MessageHeaders.class
						|| MessageHeaderAccessor.class.isAssignableFrom(type) || type == ReceivedMessage.class
						|| other.test(parameter));
	}

}
