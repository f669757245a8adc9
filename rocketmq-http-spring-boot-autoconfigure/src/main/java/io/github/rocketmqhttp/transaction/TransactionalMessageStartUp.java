package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.transaction.TransactionManager;

/**
 * Reads all annotations when the beans are there, and refuses to start with one that
 * cannot work, a topic that nobody answers for, or a bean whose transactions are not
 * framed. Beans are looked at by type, so lazy ones are included.
 */
final class TransactionalMessageStartUp implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final TransactionalMessageSource source;

	private final BackCheckHandlerRegistry registry;

	private final TransactionalMessageProxies proxies;

	TransactionalMessageStartUp(ConfigurableListableBeanFactory beanFactory, TransactionalMessageSource source,
			BackCheckHandlerRegistry registry) {
		this.beanFactory = beanFactory;
		this.source = source;
		this.registry = registry;
		this.proxies = new TransactionalMessageProxies(beanFactory);
	}

	@Override
	public void afterSingletonsInstantiated() {
		TransactionCoordinator coordinator = this.beanFactory.getBean(TransactionCoordinator.class);
		HandlerReader handlers = new HandlerReader(this.beanFactory, this.registry, coordinator);
		UserBeans beans = new UserBeans(this.beanFactory);
		beans.forEach(handlers::read);
		Set<TransactionLog> used = new LinkedHashSet<>();
		beans.forEach((beanName, type) -> {
			if (this.source.mayHaveMessages(type)) {
				readMessages(beanName, type, used);
			}
		});
		pollListed(coordinator, used);
		used.forEach(TransactionLog::prepare);
		this.registry.complete();
	}

	/**
	 * Whose transactions will send to listed topics is not known, so every log must work.
	 */
	private void pollListed(TransactionCoordinator coordinator, Set<TransactionLog> used) {
		TransactionSettings settings = coordinator.settings();
		pollListed(coordinator, RocketMqHttpInstances.DEFAULT, settings.topics(), used);
		settings.instanceTopics().forEach((instance, topics) -> pollListed(coordinator, instance, topics, used));
	}

	private void pollListed(TransactionCoordinator coordinator, String instance, List<String> topics,
			Set<TransactionLog> used) {
		if (topics.isEmpty()) {
			return;
		}
		String group = coordinator.instanceDefaults().requireConsumerGroup(instance);
		for (String topic : topics) {
			BackCheckEndpoint endpoint = new BackCheckEndpoint(instance, topic, group);
			if (coordinator.logs().isEmpty() && this.registry.find(endpoint) == null) {
				throw new MissingBackCheckHandlerException(instance, topic,
						"A program (see " + InstanceDefaults.topicsProperty(instance) + ")");
			}
			this.registry.poll(endpoint);
			used.addAll(coordinator.logs().all());
		}
	}

	private void readMessages(String beanName, Class<?> type, Set<TransactionLog> used) {
		Map<Method, List<MessageDefinition>> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<@Nullable List<MessageDefinition>>) (method) -> {
					List<MessageDefinition> found = this.source.definitions(method, type);
					return found.isEmpty() ? null : found;
				});
		if (methods.isEmpty() && this.source.isAnnotated(type)) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on the class of bean '" + beanName + "', " + type.getName()
							+ ", which declares no method that it covers: private, static and inherited ones are left"
							+ " out.",
					"Declare the methods in that class, or annotate them one by one where they are declared.");
		}
		methods.forEach((method, definitions) -> {
			AnnotatedCall call = new AnnotatedCall(method, type);
			TransactionalMessageInterceptor frame = this.proxies.check(beanName, call);
			TransactionLog log = frame.log(call);
			if (log != null) {
				used.add(log);
			}
			definitions.forEach((definition) -> requireAnswer(call, definition, frame, log));
		});
	}

	private void requireAnswer(AnnotatedCall call, MessageDefinition definition, TransactionalMessageInterceptor frame,
			@Nullable TransactionLog log) {
		BackCheckEndpoint endpoint = definition.endpoint();
		if (log == null && this.registry.find(endpoint) == null) {
			throw new MissingBackCheckHandlerException(definition.instance(), definition.topic(),
					"@TransactionalMessage on " + call
							+ whoseManager(frame.manager(call.method(), call.targetClass())));
		}
		this.registry.poll(endpoint);
	}

	/**
	 * Names the manager that lacks a log, if it is a bean.
	 */
	private String whoseManager(@Nullable TransactionManager manager) {
		return this.beanFactory.getBeansOfType(TransactionManager.class, true, false)
			.entrySet()
			.stream()
			.filter((bean) -> bean.getValue() == manager)
			.findFirst()
			.map((bean) -> ", whose transaction manager '" + bean.getKey() + "' has no transaction log,")
			.orElse("");
	}

}
