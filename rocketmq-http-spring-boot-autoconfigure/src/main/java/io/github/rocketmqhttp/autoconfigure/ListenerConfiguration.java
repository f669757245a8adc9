package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.listener.ListenerContainerFactory;
import io.github.rocketmqhttp.listener.ListenerContainerRegistry;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerAnnotationBeanPostProcessor;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * Sets up message listeners.
 */
@Configuration(proxyBeanMethods = false)
final class ListenerConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RocketMqHttpListenerAnnotationBeanPostProcessor rocketMqHttpListenerAnnotationBeanPostProcessor() {
		return new RocketMqHttpListenerAnnotationBeanPostProcessor();
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerContainerFactory rocketMqHttpListenerContainerFactory(RocketMqHttpClient client, PayloadConverter converter,
			RocketMqHttpProperties properties) {
		return new ListenerContainerFactory(client, converter, settings(properties));
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerContainerRegistry rocketMqHttpListenerContainerRegistry(RocketMqHttpProperties properties) {
		return new ListenerContainerRegistry(settings(properties));
	}

	private static ListenerSettings settings(RocketMqHttpProperties properties) {
		RocketMqHttpProperties.Listener settings = properties.listener();
		return new ListenerSettings(properties.topic(), properties.consumerGroup(), settings.batchSize(),
				settings.waitTime(), settings.shutdownTimeout(), settings.autoStartup());
	}

}
