package io.github.rocketmqhttp.handler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.ReflectionUtils;

/**
 * Makes annotated methods callable, and refuses those that cannot be called at start-up.
 */
public final class HandlerMethodFactory {

	private final HandlerMethodArgumentResolver resolver;

	private final PayloadValidator validator;

	private final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	/**
	 * Creates the factory.
	 * @param mapper reads the bodies
	 * @param beanFactory has a conversion service and a validator, if it has
	 * @param special resolvers that go before the others
	 */
	public HandlerMethodFactory(ReceivedMessageMapper mapper, @Nullable ConfigurableBeanFactory beanFactory,
			HandlerMethodArgumentResolver... special) {
		this.validator = new PayloadValidator(beanFactory);
		this.resolver = ArgumentResolvers.create(mapper, this.validator, beanFactory, special);
	}

	/**
	 * Makes a method callable.
	 * @param bean the bean to call, perhaps a proxy
	 * @param type the class of the bean, without its proxy
	 * @param method the annotated method
	 * @param refusal words what is wrong with it
	 * @return the method
	 */
	public HandlerMethod create(Object bean, Class<?> type, Method method, Refusal refusal) {
		requireCallable(method, bean, refusal);
		List<MethodParameter> parameters = parameters(method, type);
		if (parameters.stream().anyMatch(this.validator::isMissingFor)) {
			throw refusal.because(
					"one of its arguments is to be validated, and there is no Validator bean that does it, or more than one"
							+ " and none is primary",
					"Add spring-boot-starter-validation, mark one Validator as @Primary, or remove @Valid or"
							+ " @Validated.");
		}
		return new HandlerMethod(bean, invocable(method, bean, refusal), parameters, this.resolver);
	}

	private static void requireCallable(Method method, Object bean, Refusal refusal) {
		if (AnnotatedElementUtils.hasAnnotation(method, Bean.class)) {
			throw refusal.because(
					"it makes a bean (@Bean), and would be called for each message, not the bean that it" + " makes",
					"Annotate a method of that bean.");
		}
		if (Modifier.isStatic(method.getModifiers())) {
			throw refusal.because("it is static", "Make it an instance method.");
		}
		if (Modifier.isPrivate(method.getModifiers())) {
			throw refusal.because("it is private, and a proxy of its bean would not have it",
					"Make it at least package-private.");
		}
		if (Modifier.isFinal(method.getModifiers()) && AopUtils.isCglibProxy(bean)) {
			throw refusal.because(
					"it is final and its bean is proxied: the call would reach the empty proxy, not the" + " bean",
					"Remove final.");
		}
	}

	private static Method invocable(Method method, Object bean, Refusal refusal) {
		try {
			Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw refusal.because("its bean is proxied by interfaces, and none of them has the method",
					"Add it to an interface, or proxy the class (proxyTargetClass = true).");
		}
	}

	private List<MethodParameter> parameters(Method method, Class<?> type) {
		List<MethodParameter> parameters = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			MethodParameter parameter = new SynthesizingMethodParameter(method, i).withContainingClass(type);
			parameter.initParameterNameDiscovery(this.parameterNames);
			parameters.add(parameter);
		}
		return parameters;
	}

}
