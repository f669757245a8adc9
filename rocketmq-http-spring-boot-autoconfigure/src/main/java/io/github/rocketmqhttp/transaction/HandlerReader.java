package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.UnknownInstanceException;
import io.github.rocketmqhttp.handler.AnnotationCandidates;
import io.github.rocketmqhttp.handler.AnnotationValues;
import io.github.rocketmqhttp.handler.AsynchronousMethods;
import io.github.rocketmqhttp.handler.HandlerMethod;
import io.github.rocketmqhttp.handler.HandlerMethodFactory;
import io.github.rocketmqhttp.handler.HandlerParameters;
import io.github.rocketmqhttp.handler.PayloadTypes;
import io.github.rocketmqhttp.handler.PayloadValidator;
import io.github.rocketmqhttp.handler.Refusal;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Finds the back-check handlers of a bean and registers them.
 */
final class HandlerReader {

	private static final AnnotationCandidates CANDIDATES = new AnnotationCandidates(List.of(BackCheckHandler.class));

	private final ConfigurableListableBeanFactory beanFactory;

	private final BackCheckHandlerRegistry registry;

	private final InstanceDefaults defaults;

	private final ReceivedMessageMapper mapper;

	private final HalfMessageMapper halfMessages;

	private final HandlerMethodFactory methods;

	private final AnnotationValues values;

	HandlerReader(ConfigurableListableBeanFactory beanFactory, BackCheckHandlerRegistry registry,
			TransactionCoordinator coordinator) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.defaults = coordinator.instanceDefaults();
		this.mapper = new ReceivedMessageMapper(coordinator.converter());
		this.halfMessages = new HalfMessageMapper(this.mapper);
		this.methods = new HandlerMethodFactory(this.mapper, beanFactory,
				new HalfMessageArgumentResolver(this.halfMessages, new PayloadValidator(beanFactory)));
		this.values = new AnnotationValues(beanFactory);
	}

	/**
	 * Whether a bean is a handler, or has methods that are.
	 */
	static boolean isHandler(ConfigurableListableBeanFactory beanFactory, String beanName, Class<?> beanType) {
		return beanFactory.findAnnotationOnBean(beanName, BackCheckHandler.class) != null
				|| !methods(beanType).isEmpty();
	}

	void read(String beanName, Class<?> beanType) {
		BackCheckHandler onBean = this.beanFactory.findAnnotationOnBean(beanName, BackCheckHandler.class);
		if (onBean != null) {
			registerChecker(beanName, beanType, onBean);
		}
		methods(beanType).forEach((method, annotation) -> registerMethod(beanName, beanType, method, annotation));
	}

	private static Map<Method, BackCheckHandler> methods(Class<?> beanType) {
		return CANDIDATES.contain(beanType)
				? MethodIntrospector.selectMethods(beanType,
						(MethodIntrospector.MetadataLookup<@Nullable BackCheckHandler>) HandlerReader::onMethod)
				: Map.of();
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
		HandlerMethod handler = handler(this.beanFactory.getBean(beanName), beanType, method,
				(reason, remedy) -> new InvalidBackCheckHandlerException(
						"The back-check handler " + name + " cannot be used: " + reason + ".", remedy));
		this.registry.register(endpoint(name, annotation), name,
				(endpoint, message) -> (TransactionResolution) handler.invoke(read(handler, endpoint, message)));
	}

	private @Nullable Object[] read(HandlerMethod handler, BackCheckEndpoint endpoint, ReceivedMessage message) {
		return handler.read(this.mapper.toMessage(message, endpoint.topic(), endpoint.consumerGroup()),
				(other) -> false);
	}

	private HandlerMethod handler(Object bean, Class<?> type, Method method, Refusal refusal) {
		HandlerMethod handler = this.methods.create(bean, type, method, refusal);
		String otherThread = AsynchronousMethods.otherThread(method, type, bean);
		if (otherThread != null) {
			throw refusal.because(otherThread + ", and nothing would wait for its answer",
					"Let the method run in the thread that calls it.");
		}
		HandlerParameters.requireOnePayload(handler.parameters(), HalfMessageArgumentResolver::isHalfMessage, refusal);
		return handler;
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
