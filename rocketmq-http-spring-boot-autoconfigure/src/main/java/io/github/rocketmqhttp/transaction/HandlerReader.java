package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.UnknownInstanceException;
import io.github.rocketmqhttp.handler.AnnotationCandidates;
import io.github.rocketmqhttp.handler.AnnotationValues;
import io.github.rocketmqhttp.handler.ArgumentResolvers;
import io.github.rocketmqhttp.handler.PayloadTypes;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Finds the back-check handlers of a bean and registers them.
 */
final class HandlerReader {

	private final ConfigurableListableBeanFactory beanFactory;

	private final BackCheckHandlerRegistry registry;

	private final AnnotationCandidates candidates = new AnnotationCandidates(List.of(BackCheckHandler.class));

	private final InstanceDefaults defaults;

	private final ReceivedMessageMapper mapper;

	private final HalfMessageMapper halfMessages;

	private final HandlerMethodArgumentResolverComposite arguments;

	private final AnnotationValues values;

	HandlerReader(ConfigurableListableBeanFactory beanFactory, BackCheckHandlerRegistry registry,
			TransactionCoordinator coordinator) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.defaults = coordinator.instanceDefaults();
		this.mapper = new ReceivedMessageMapper(coordinator.converter());
		this.halfMessages = new HalfMessageMapper(this.mapper);
		this.arguments = ArgumentResolvers.create(this.mapper, beanFactory,
				new HalfMessageArgumentResolver(this.halfMessages));
		this.values = new AnnotationValues(beanFactory);
	}

	void read(String beanName, Class<?> beanType) {
		BackCheckHandler onBean = this.beanFactory.findAnnotationOnBean(beanName, BackCheckHandler.class);
		if (onBean != null) {
			registerChecker(beanName, beanType, onBean);
		}
		if (!this.candidates.contain(beanType)) {
			return;
		}
		Map<Method, BackCheckHandler> methods = MethodIntrospector.selectMethods(beanType,
				(MethodIntrospector.MetadataLookup<@Nullable BackCheckHandler>) HandlerReader::onMethod);
		methods.forEach((method, annotation) -> registerMethod(beanName, beanType, method, annotation));
	}

	private static @Nullable BackCheckHandler onMethod(Method method) {
		// On a bean's factory method it speaks of the bean.
		return AnnotatedElementUtils.hasAnnotation(method, Bean.class) ? null
				: AnnotatedElementUtils.findMergedAnnotation(method, BackCheckHandler.class);
	}

	private void registerChecker(String beanName, Class<?> beanType, BackCheckHandler annotation) {
		if (!TransactionChecker.class.isAssignableFrom(beanType)) {
			throw new InvalidBackCheckHandlerException(
					"@BackCheckHandler is on " + beanType.getName() + ", which is no TransactionChecker.",
					"Let it implement TransactionChecker<Payload>, or put the annotation on a method that returns"
							+ " TransactionResolution.");
		}
		Type payload = payloadType(beanName, beanType);
		TransactionChecker<?> checker = this.beanFactory.getBean(beanName, TransactionChecker.class);
		@SuppressWarnings("unchecked")
		TransactionChecker<Object> typed = (TransactionChecker<Object>) checker;
		this.registry
			.register(endpoint(beanType.getName(), annotation), beanType.getName(), (endpoint, message) -> typed
				.check(this.halfMessages.toHalfMessage(endpoint.topic(), endpoint.consumerGroup(), message, payload)));
	}

	private Type payloadType(String beanName, Class<?> beanType) {
		ResolvableType checker = ResolvableType.forClass(beanType).as(TransactionChecker.class);
		if (checker.getGeneric(0).resolve() == null && this.beanFactory.containsBeanDefinition(beanName)) {
			checker = this.beanFactory.getMergedBeanDefinition(beanName)
				.getResolvableType()
				.as(TransactionChecker.class);
		}
		if (checker.getGeneric(0).resolve() == null) {
			throw new InvalidBackCheckHandlerException(
					"The payload type of the back-check handler " + beanType.getName() + " cannot be seen.",
					"Let the class implement TransactionChecker with a type, such as TransactionChecker<Order>.");
		}
		return PayloadTypes.of(checker.getGeneric(0)).getType();
	}

	private void registerMethod(String beanName, Class<?> beanType, Method method, BackCheckHandler annotation) {
		String name = new AnnotatedCall(method, beanType).toString();
		if (method.getReturnType() != TransactionResolution.class) {
			throw new InvalidBackCheckHandlerException(
					"@BackCheckHandler is on " + name + ", which returns " + method.getReturnType().getName() + ".",
					"Let it return TransactionResolution.");
		}
		Object bean = this.beanFactory.getBean(beanName);
		InvocableHandlerMethod handler = new InvocableHandlerMethod(bean, invocable(name, method, bean));
		handler.setMessageMethodArgumentResolvers(this.arguments);
		this.registry.register(endpoint(name, annotation), name, (endpoint, message) -> (TransactionResolution) handler
			.invoke(this.mapper.toMessage(message, endpoint.topic(), endpoint.consumerGroup())));
	}

	private static Method invocable(String name, Method method, Object bean) {
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new InvalidBackCheckHandlerException(
					"@BackCheckHandler is on " + name + ", which cannot be called through the bean's proxy.",
					"Make it a public, non-static method, and of an interface if the proxy only has interfaces.", ex);
		}
	}

	private BackCheckEndpoint endpoint(String name, BackCheckHandler annotation) {
		String instance = resolve(annotation.template());
		try {
			return new BackCheckEndpoint(instance,
					name(name, "topic", annotation.topic(), this.defaults.topic(instance),
							InstanceDefaults.property(instance, "topic")),
					name(name, "consumerGroup", annotation.consumerGroup(), this.defaults.consumerGroup(instance),
							InstanceDefaults.property(instance, "consumer-group")));
		}
		catch (UnknownInstanceException ex) {
			throw new InvalidBackCheckHandlerException(
					"The template of @BackCheckHandler on " + name + " cannot be used: " + ex.getDescription() + ".",
					ex.getAction(), ex);
		}
	}

	private String resolve(String text) {
		return this.values.text(text);
	}

	private String name(String handler, String attribute, String value, @Nullable String fallback, String property) {
		String resolved = resolve(value);
		String name = resolved.isEmpty() ? fallback : resolved;
		if (name == null) {
			throw new InvalidBackCheckHandlerException(
					"@BackCheckHandler on " + handler + " names no " + attribute + ", and there is no default one.",
					"Set " + attribute + " in the annotation, or the property " + property + ".");
		}
		if (!ProtocolLimits.isName(name)) {
			throw new InvalidBackCheckHandlerException(
					"The " + attribute + " '" + name + "' of @BackCheckHandler on " + handler + " cannot be sent.",
					"Use 1 to 64 characters out of A-Z, a-z, 0-9, '_' and '-'.");
		}
		return name;
	}

}
