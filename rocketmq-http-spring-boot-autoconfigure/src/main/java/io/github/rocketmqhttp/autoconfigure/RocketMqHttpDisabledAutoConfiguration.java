package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * Takes the place of everything else when {@code rocketmq-http.enabled} is false: beans
 * that applications inject are there and refuse every call, annotated methods are plain
 * transactions, and nothing connects, polls or runs.
 */
@AutoConfiguration
@ConditionalOnProperty(name = Disabled.PROPERTY, havingValue = "false")
@Import(InstanceBeansRegistrar.class)
@Lazy(false)
public final class RocketMqHttpDisabledAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(RocketMqHttpDisabledAutoConfiguration.class);

	RocketMqHttpDisabledAutoConfiguration() {
		logger.warn(
				"The property '{}' is false: no message is sent or received, @TransactionalMessage methods run as"
						+ " plain transactions, and listeners and back-check handlers are not called",
				Disabled.PROPERTY);
	}

	@Bean(InstanceBeansFactory.BEAN_NAME)
	DisabledInstanceBeans rocketMqHttpInstanceBeans() {
		return new DisabledInstanceBeans();
	}

	@Bean(RocketMqHttpAutoConfiguration.CLIENT)
	@ConditionalOnMissingBean
	RocketMqHttpClient rocketMqHttpClient(DisabledInstanceBeans beans) {
		return beans.client(RocketMqHttpInstances.DEFAULT);
	}

	@Bean(RocketMqHttpAutoConfiguration.TEMPLATE)
	@ConditionalOnMissingBean(RocketMqHttpOperations.class)
	RocketMqHttpTemplate rocketMqHttpTemplate(DisabledInstanceBeans beans) {
		return beans.template(RocketMqHttpInstances.DEFAULT);
	}

	@Bean
	@ConditionalOnMissingBean
	RocketMqHttpListenerContainerRegistry rocketMqHttpListenerContainerRegistry() {
		return new RocketMqHttpListenerContainerRegistry(ListenerSettings.builder().autoStartup(false).build());
	}

}
