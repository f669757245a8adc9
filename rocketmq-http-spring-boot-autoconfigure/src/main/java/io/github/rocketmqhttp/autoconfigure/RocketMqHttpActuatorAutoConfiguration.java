package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.actuate.BrokerHealth;
import io.github.rocketmqhttp.actuate.Inventory;
import io.github.rocketmqhttp.actuate.RocketMqHttpEndpoint;
import io.github.rocketmqhttp.actuate.RocketMqHttpEndpointWebExtension;
import io.github.rocketmqhttp.actuate.RocketMqHttpHealthContributor;
import io.github.rocketmqhttp.actuate.RocketMqHttpHealthIndicator;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.transaction.BackCheckHandlerRegistry;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.InDoubtResolver;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionCoordinator;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * Sets up what operators see where Spring Boot's actuator is there.
 * <p>
 * The health endpoint takes the worst status that it has an order for, and overlooks the
 * others. So there is an order with DEGRADED, which an application's own replaces.
 */
@AutoConfiguration(after = RocketMqHttpAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
@ConditionalOnBean({ InFlightTransactions.class, BackCheckPollers.class, RocketMqHttpListenerContainerRegistry.class })
@PropertySource("classpath:io/github/rocketmqhttp/actuate/health.properties")
public final class RocketMqHttpActuatorAutoConfiguration {

	private static final String HEALTH_INDICATOR = "rocketmqHttpHealthIndicator";

	private static final String BOOT_3_HEALTH = "org.springframework.boot.actuate.health.HealthIndicator";

	private static final String BOOT_4_HEALTH = "org.springframework.boot.health.contributor.HealthIndicator";

	@Bean
	@ConditionalOnMissingBean
	Inventory rocketMqHttpInventory(ConfigurableListableBeanFactory beanFactory, RocketMqHttpProperties properties,
			InFlightTransactions inFlight, BackCheckPollers pollers, RocketMqHttpListenerContainerRegistry listeners) {
		return new Inventory(new ServersOfClients(beanFactory, properties), new PublishStates(beanFactory, properties),
				inFlight, pollers, listeners);
	}

	@Bean
	@ConditionalOnMissingBean
	BrokerHealth rocketMqHttpBrokerHealth(Inventory inventory, RocketMqHttpProperties properties) {
		return new BrokerHealth(inventory, properties.health().thresholds());
	}

	/**
	 * Health for Spring Boot 3.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = BOOT_3_HEALTH)
	@Conditional(OnHealthEnabled.class)
	static class Boot3HealthConfiguration {

		@Bean(HEALTH_INDICATOR)
		@ConditionalOnMissingBean(name = HEALTH_INDICATOR)
		RocketMqHttpHealthIndicator rocketmqHttpHealthIndicator(BrokerHealth health) {
			return new RocketMqHttpHealthIndicator(health);
		}

	}

	/**
	 * Health for Spring Boot 4.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = BOOT_4_HEALTH)
	@ConditionalOnMissingClass(BOOT_3_HEALTH)
	@Conditional(OnHealthEnabled.class)
	static class Boot4HealthConfiguration {

		@Bean(HEALTH_INDICATOR)
		@ConditionalOnMissingBean(name = HEALTH_INDICATOR)
		RocketMqHttpHealthContributor rocketmqHttpHealthIndicator(BrokerHealth health) {
			return new RocketMqHttpHealthContributor(health);
		}

	}

	/**
	 * The endpoint, the same for both.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(RocketMqHttpEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RocketMqHttpEndpoint rocketMqHttpEndpoint(Inventory inventory, TransactionCoordinator coordinator,
				BackCheckHandlerRegistry handlers, ApplicationEventPublisher events) {
			return new RocketMqHttpEndpoint(inventory, new InDoubtResolver(coordinator, handlers), events);
		}

		@Bean
		@ConditionalOnBean(RocketMqHttpEndpoint.class)
		@ConditionalOnMissingBean
		RocketMqHttpEndpointWebExtension rocketMqHttpEndpointWebExtension(RocketMqHttpEndpoint endpoint) {
			return new RocketMqHttpEndpointWebExtension(endpoint);
		}

	}

}
