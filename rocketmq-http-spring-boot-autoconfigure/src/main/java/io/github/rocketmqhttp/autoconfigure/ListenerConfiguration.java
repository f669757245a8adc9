package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.listener.FailureSettings;
import io.github.rocketmqhttp.listener.ListenerContainerFactory;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerAnnotationBeanPostProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * Sets up message listeners.
 */
@Configuration(proxyBeanMethods = false)
final class ListenerConfiguration {

	private static final int VIRTUAL_THREADS_SINCE = 21;

	// It sees the beans of its own context only, so each has one.
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RocketMqHttpListenerAnnotationBeanPostProcessor rocketMqHttpListenerAnnotationBeanPostProcessor() {
		return new RocketMqHttpListenerAnnotationBeanPostProcessor();
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerSettings rocketMqHttpListenerSettings(RocketMqHttpProperties properties, Environment environment) {
		ListenerProperties listener = properties.listener();
		return ListenerSettings.builder()
			.defaults(properties.topic(), properties.consumerGroup())
			.concurrency(listener.concurrency())
			.polls(listener.batchSize(), listener.waitTime())
			.shutdownTimeout(listener.shutdownTimeout())
			.autoStartup(listener.autoStartup())
			.virtualThreads(virtualThreads(environment))
			.missingTopicPolicy(listener.missingTopicPolicy())
			.failures(failures(listener))
			.build();
	}

	// As Spring Boot does it; its own class for it has moved between versions.
	private static boolean virtualThreads(Environment environment) {
		return environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
				&& Runtime.version().feature() >= VIRTUAL_THREADS_SINCE;
	}

	private static FailureSettings failures(ListenerProperties listener) {
		ListenerProperties.Retry retry = listener.retry();
		return new FailureSettings(listener.deadLetterTopic(), listener.notRetryable(), new RetrySettings(
				retry.maxAttempts(), retry.initialInterval(), retry.multiplier(), retry.maxInterval()));
	}

	// It looks for inboxes, managers and beans of expressions in its own context first.
	@Bean
	@ConditionalOnMissingBean(name = ListenerContainerFactory.DEFAULT_BEAN_NAME, search = SearchStrategy.CURRENT)
	ListenerContainerFactory rocketMqHttpListenerContainerFactory(RocketMqHttpInstances instances,
			PayloadConverter converter, ListenerSettings settings,
			ObjectProvider<RocketMqHttpListenerContainerFactoryCustomizer> customizers) {
		ListenerContainerFactory.Builder builder = ListenerContainerFactory.builder(instances, converter, settings);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	// Listeners end with the context that has their beans.
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	RocketMqHttpListenerContainerRegistry rocketMqHttpListenerContainerRegistry(ListenerSettings settings,
			ApplicationContext context) {
		ApplicationContext parent = context.getParent();
		return new RocketMqHttpListenerContainerRegistry(settings, (parent != null)
				? parent.getBeanProvider(RocketMqHttpListenerContainerRegistry.class).getIfAvailable() : null);
	}

}
