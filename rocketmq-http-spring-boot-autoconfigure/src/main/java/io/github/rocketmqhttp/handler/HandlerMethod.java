package io.github.rocketmqhttp.handler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * One method of a bean that is called with what messages give. Safe for concurrent use.
 * <p>
 * Spring's own invoker is not used because its logs and exceptions quote argument values.
 */
public final class HandlerMethod {

	private final Object bean;

	private final Method method;

	private final List<MethodParameter> parameters;

	private final HandlerMethodArgumentResolver resolver;

	HandlerMethod(Object bean, Method method, List<MethodParameter> parameters,
			HandlerMethodArgumentResolver resolver) {
		this.bean = bean;
		this.method = method;
		this.parameters = List.copyOf(parameters);
		this.resolver = resolver;
	}

	/**
	 * Its parameters, as the class declares them.
	 * @return the parameters in order
	 */
	public List<MethodParameter> parameters() {
		return this.parameters;
	}

	/**
	 * Makes arguments of a message.
	 * @param message the message, mapped from a delivery without reading its body
	 * @param other tells parameters that get something else; their places stay empty
	 * @return the arguments in order
	 * @throws io.github.rocketmqhttp.converter.PayloadConversionException if the body
	 * cannot be read
	 * @throws ArgumentException if the message does not give what a parameter asks for
	 */
	public @Nullable Object[] read(Message<?> message, Predicate<MethodParameter> other) {
		@Nullable Object[] arguments = new Object[this.parameters.size()];
		for (int i = 0; i < arguments.length; i++) {
			MethodParameter parameter = this.parameters.get(i);
			if (!other.test(parameter)) {
				arguments[i] = resolve(parameter, message);
			}
		}
		return arguments;
	}

	private @Nullable Object resolve(MethodParameter parameter, Message<?> message) {
		try {
			return this.resolver.resolveArgument(parameter, message);
		}
		catch (RocketMqHttpException | ArgumentException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw ArgumentException.failed(parameter, id(message), ex);
		}
	}

	private static String id(Message<?> message) {
		return Objects.toString(message.getHeaders().get(RocketMqHttpHeaders.MESSAGE_ID));
	}

	/**
	 * Calls the method.
	 * @param arguments its arguments in order
	 * @return what it returned
	 * @throws Throwable what it threw, as it is
	 */
	public @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
		try {
			return this.method.invoke(this.bean, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
