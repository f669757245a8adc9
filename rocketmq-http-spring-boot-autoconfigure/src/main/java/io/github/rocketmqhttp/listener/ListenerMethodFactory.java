package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.ReflectionUtils;

/**
 * Checks annotated methods and makes them callable. Everything that cannot work is found
 * here, at start-up.
 */
final class ListenerMethodFactory {

	private final HandlerMethodArgumentResolver resolver;

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	ListenerMethodFactory(HandlerMethodArgumentResolver resolver) {
		this.resolver = resolver;
	}

	ListenerMethod create(ListenerEndpoint endpoint) {
		Method method = endpoint.method();
		requireCallable(method, endpoint.bean());
		requireSynchronous(method);
		List<MethodParameter> parameters = parameters(endpoint);
		requireOnePayload(method, parameters);
		return new ListenerMethod(endpoint.bean(), invocable(endpoint), parameters, this.resolver);
	}

	private static void requireCallable(Method method, Object bean) {
		if (Modifier.isStatic(method.getModifiers())) {
			throw new InvalidListenerException(method, "it is static", "Make it an instance method.");
		}
		if (Modifier.isPrivate(method.getModifiers())) {
			throw new InvalidListenerException(method, "it is private, and a proxy of its bean would not have it",
					"Make it at least package-private.");
		}
		if (Modifier.isFinal(method.getModifiers()) && AopUtils.isCglibProxy(bean)) {
			throw new InvalidListenerException(method,
					"it is final and its bean is proxied: the call would reach the empty proxy, not the bean",
					"Remove final.");
		}
	}

	private static void requireSynchronous(Method method) {
		Class<?> type = method.getReturnType();
		boolean reactive = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
		if (reactive || Future.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type)) {
			throw new InvalidListenerException(method,
					"it returns " + type.getTypeName() + ", and the message would be acknowledged before that is done",
					"Wait for the result in the method and return nothing.");
		}
	}

	private List<MethodParameter> parameters(ListenerEndpoint endpoint) {
		Class<?> beanClass = AopUtils.getTargetClass(endpoint.bean());
		List<MethodParameter> parameters = new ArrayList<>();
		for (int i = 0; i < endpoint.method().getParameterCount(); i++) {
			MethodParameter parameter = new SynthesizingMethodParameter(endpoint.method(), i)
				.withContainingClass(beanClass);
			parameter.initParameterNameDiscovery(this.parameterNames);
			parameters.add(parameter);
		}
		return parameters;
	}

	private static void requireOnePayload(Method method, List<MethodParameter> parameters) {
		List<MethodParameter> payloads = parameters.stream().filter(ListenerMethodFactory::isPayload).toList();
		if (payloads.size() > 1) {
			throw new InvalidListenerException(method, "it has " + payloads.size() + " payload parameters",
					"Keep one; mark the others with @Header, or read them from Message or ReceivedMessage.");
		}
		for (MethodParameter payload : payloads) {
			Payload annotation = payload.getParameterAnnotation(Payload.class);
			if (annotation != null && !annotation.expression().isEmpty()) {
				throw new InvalidListenerException(method, "its @Payload has an expression", "Remove the expression.");
			}
			if (payload.getParameterType().getName().equals("kotlin.coroutines.Continuation")) {
				throw new InvalidListenerException(method, "it is a suspending function",
						"Use a blocking function, for example with runBlocking.");
			}
		}
	}

	private static boolean isPayload(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		boolean other = parameter.hasParameterAnnotation(Header.class)
				|| parameter.hasParameterAnnotation(Headers.class) || Message.class.isAssignableFrom(type)
				|| type == MessageHeaders.class || MessageHeaderAccessor.class.isAssignableFrom(type)
				|| type == ReceivedMessage.class;
		return parameter.hasParameterAnnotation(Payload.class) || !other;
	}

	private static Method invocable(ListenerEndpoint endpoint) {
		try {
			Method invocable = AopUtils.selectInvocableMethod(endpoint.method(), endpoint.bean().getClass());
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw new InvalidListenerException(endpoint.method(),
					"its bean is proxied by interfaces, and none of them has the method",
					"Add it to an interface, or proxy the class (proxyTargetClass = true).");
		}
	}

}
