package io.github.rocketmqhttp.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

import io.github.rocketmqhttp.RocketMqHttpException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Calls one bean method with arguments taken from a message.
 * <p>
 * Spring's own invoker is not used because its logs and exceptions quote argument values.
 */
final class ListenerMethod {

	private final Object bean;

	private final Method method;

	private final List<MethodParameter> parameters;

	private final HandlerMethodArgumentResolver resolver;

	/**
	 * Creates the method.
	 * @param bean the bean, perhaps a proxy
	 * @param method the method to call on it
	 * @param parameters the parameters as the user's class declares them
	 * @param resolver takes the arguments from the message
	 */
	ListenerMethod(Object bean, Method method, List<MethodParameter> parameters,
			HandlerMethodArgumentResolver resolver) {
		this.bean = bean;
		this.method = method;
		this.parameters = parameters;
		this.resolver = resolver;
	}

	/**
	 * Calls the method.
	 * @throws Throwable what the method threw, as it is; a {@link RocketMqHttpException}
	 * or an {@link ArgumentException} when an argument cannot be had
	 */
	void invoke(Message<?> message) throws Throwable {
		@Nullable Object[] arguments = new Object[this.parameters.size()];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = resolve(this.parameters.get(i), message);
		}
		try {
			this.method.invoke(this.bean, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private @Nullable Object resolve(MethodParameter parameter, Message<?> message) {
		try {
			return this.resolver.resolveArgument(parameter, message);
		}
		catch (RocketMqHttpException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ArgumentException(parameter, ex);
		}
	}

}
