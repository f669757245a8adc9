package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Predicate;

import io.github.rocketmqhttp.handler.HandlerParameters;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * Knows what listener methods may have beyond other handlers, and refuses combinations
 * that cannot work.
 */
final class ListenerParameters {

	private ListenerParameters() {
	}

	static void check(ListenerEndpoint endpoint, List<MethodParameter> parameters) {
		Method method = endpoint.method();
		if (indexOf(parameters, ListenerParameters::isList) != ListenerMethod.NONE) {
			requireNothingButList(method, parameters);
		}
		else {
			HandlerParameters.requireOnePayload(parameters, ListenerParameters::isAcknowledgement,
					(reason, remedy) -> new InvalidListenerException(method, reason, remedy));
		}
		requireFittingMode(endpoint, parameters);
	}

	static int indexOf(List<MethodParameter> parameters, Predicate<MethodParameter> wanted) {
		for (int i = 0; i < parameters.size(); i++) {
			if (wanted.test(parameters.get(i))) {
				return i;
			}
		}
		return ListenerMethod.NONE;
	}

	/**
	 * Whether it takes several messages. A list that is marked as the payload is what one
	 * body is read into.
	 */
	static boolean isList(MethodParameter parameter) {
		return parameter.getParameterType() == List.class && !parameter.hasParameterAnnotation(Payload.class)
				&& !HandlerParameters.isHeader(parameter);
	}

	static boolean isAcknowledgement(MethodParameter parameter) {
		return parameter.getParameterType() == Acknowledgement.class;
	}

	private static void requireNothingButList(Method method, List<MethodParameter> parameters) {
		for (MethodParameter parameter : parameters) {
			if (parameter.getParameterIndex() != indexOf(parameters, ListenerParameters::isList)
					&& !isAcknowledgement(parameter)) {
				throw new InvalidListenerException(method,
						"it takes a list of messages and, with its parameter " + parameter.getParameterIndex()
								+ ", something of a single one",
						"Take List<Message<T>> or List<ReceivedMessage>, and read the headers of each; or mark the list"
								+ " with @Payload if one body is read into it.");
			}
		}
	}

	private static void requireFittingMode(ListenerEndpoint endpoint, List<MethodParameter> parameters) {
		AckMode mode = endpoint.attributes().ackMode();
		boolean present = indexOf(parameters, ListenerParameters::isAcknowledgement) != ListenerMethod.NONE;
		if (present && mode != AckMode.MANUAL) {
			throw new InvalidListenerException(endpoint.method(),
					"it takes an Acknowledgement, and ackMode " + mode + " does not leave that to it",
					"Set ackMode = AckMode.MANUAL, or remove the parameter.");
		}
		if (!present && mode == AckMode.MANUAL) {
			throw new InvalidListenerException(endpoint.method(),
					"its ackMode is MANUAL, and it takes no Acknowledgement: nothing would ever be acknowledged",
					"Add a parameter of type Acknowledgement; for messages that shall come back set ackMode ="
							+ " AckMode.NONE.");
		}
		if (endpoint.attributes().idempotent() && mode != AckMode.AUTO && mode != AckMode.BATCH) {
			throw new InvalidListenerException(endpoint.method(),
					"it is idempotent and its ackMode is " + mode
							+ ": a message must be acknowledged when its transaction has committed, and not before",
					"Use AckMode.AUTO or AckMode.BATCH.");
		}
		if (endpoint.attributes().ordered() && mode == AckMode.NONE) {
			throw new InvalidListenerException(endpoint.method(),
					"it is ordered and its ackMode is NONE: the next message of a key waits for the acknowledgement of"
							+ " the one before",
					"Use another ackMode, or set ordered = false.");
		}
	}

}
