package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.List;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.handler.AsynchronousMethods;
import io.github.rocketmqhttp.handler.HandlerMethod;
import io.github.rocketmqhttp.handler.HandlerMethodFactory;
import io.github.rocketmqhttp.handler.PayloadValidator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;

/**
 * Checks annotated methods and makes them callable. Everything that cannot work is found
 * here, at start-up.
 */
final class ListenerMethodFactory {

	private final ReceivedMessageMapper mapper;

	private final PayloadValidator validator;

	private final HandlerMethodFactory methods;

	ListenerMethodFactory(ReceivedMessageMapper mapper, @Nullable ConfigurableBeanFactory beanFactory) {
		this.mapper = mapper;
		this.validator = new PayloadValidator(beanFactory);
		this.methods = new HandlerMethodFactory(mapper, beanFactory);
	}

	ListenerMethod create(ListenerEndpoint endpoint, ConsumeRequest source) {
		HandlerMethod method = this.methods.create(endpoint.bean(), endpoint.type(), endpoint.method(),
				(reason, remedy) -> new InvalidListenerException(endpoint.method(), reason, remedy));
		refuseAsynchronous(endpoint);
		List<MethodParameter> parameters = method.parameters();
		ListenerParameters.check(endpoint, parameters);
		int list = ListenerParameters.indexOf(parameters, ListenerParameters::isList);
		int acknowledgement = ListenerParameters.indexOf(parameters, ListenerParameters::isAcknowledgement);
		MessageReader reader = (list != ListenerMethod.NONE)
				? new ElementReader(parameters.get(list), this.mapper, source, this.validator)
				: (message) -> method.read(this.mapper.toMessage(message, source.topic(), source.consumerGroup()),
						ListenerParameters::isAcknowledgement);
		return new ListenerMethod(endpoint.method(), method, reader, list, acknowledgement);
	}

	private static void refuseAsynchronous(ListenerEndpoint endpoint) {
		Method method = endpoint.method();
		if (AsynchronousMethods.isSuspending(method)) {
			throw new InvalidListenerException(method, "it is a suspending function",
					"Use a blocking function, for example with runBlocking.");
		}
		if (AsynchronousMethods.isAsynchronous(method.getReturnType())) {
			throw new InvalidListenerException(method,
					"it returns " + method.getReturnType().getTypeName()
							+ ", and the message would be acknowledged before that is done",
					"Wait for the result in the method and return nothing.");
		}
		refuseOtherThread(method, AsynchronousMethods.otherThread(method, endpoint.type(), endpoint.bean()));
	}

	/**
	 * Refuses a method that does not run in the thread of its listener.
	 * @param reason what makes it run in another one, {@code null} if nothing does
	 */
	static void refuseOtherThread(Method method, @Nullable String reason) {
		if (reason != null) {
			throw new InvalidListenerException(method,
					reason + ", and the message would be acknowledged before its work is done",
					"Let the method run in the thread that calls it; for calls side by side set concurrency.");
		}
	}

}
