package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.handler.ArgumentResolvers;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.util.ReflectionUtils;

/**
 * Checks annotated methods and makes them callable. Everything that cannot work is found
 * here, at start-up.
 */
final class ListenerMethodFactory {

	private final ReceivedMessageMapper mapper;

	private final @Nullable ConfigurableBeanFactory beanFactory;

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	ListenerMethodFactory(ReceivedMessageMapper mapper, @Nullable ConfigurableBeanFactory beanFactory) {
		this.mapper = mapper;
		this.beanFactory = beanFactory;
	}

	ListenerMethod create(ListenerEndpoint endpoint, ConsumeRequest source) {
		Method method = endpoint.method();
		requireCallable(method, endpoint.bean());
		AsynchronousMethods.refuse(method, endpoint.type(), endpoint.bean());
		List<MethodParameter> parameters = parameters(endpoint);
		ListenerParameters.check(endpoint, parameters);
		int list = ListenerParameters.indexOf(parameters, ListenerParameters::isList);
		int acknowledgement = ListenerParameters.indexOf(parameters, ListenerParameters::isAcknowledgement);
		MessageReader reader = (list != ListenerMethod.NONE)
				? new ElementReader(parameters.get(list), this.mapper, source,
						ArgumentResolvers.validator(this.beanFactory))
				: new ArgumentsReader(parameters, ArgumentResolvers.create(this.mapper, this.beanFactory), this.mapper,
						source);
		return new ListenerMethod(endpoint.bean(), invocable(endpoint), reader, list, acknowledgement);
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

	private List<MethodParameter> parameters(ListenerEndpoint endpoint) {
		List<MethodParameter> parameters = new ArrayList<>();
		for (int i = 0; i < endpoint.method().getParameterCount(); i++) {
			MethodParameter parameter = new SynthesizingMethodParameter(endpoint.method(), i)
				.withContainingClass(endpoint.type());
			parameter.initParameterNameDiscovery(this.parameterNames);
			parameters.add(parameter);
		}
		return parameters;
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
