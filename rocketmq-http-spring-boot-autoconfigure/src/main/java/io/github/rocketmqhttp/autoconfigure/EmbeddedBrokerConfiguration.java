package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Runs a broker inside the application when {@code rocketmq-http.broker.enabled} says so.
 * Whatever talks to it gets there through the connection details, and is therefore
 * started after it and stopped before it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "rocketmq-http.broker.enabled", havingValue = "true")
final class EmbeddedBrokerConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RocketMqHttpBroker.class)
	static final class Present {

		// Both ask again what the condition asked: in an application that was prepared
		// ahead of time, that was then.
		@Bean
		@ConditionalOnMissingBean
		@Nullable RocketMqHttpBroker rocketMqHttpBroker(RocketMqHttpProperties properties) {
			return properties.broker().enabled() ? new EmbeddedBrokerStarter(properties).start() : null;
		}

		@Bean
		@ConditionalOnMissingBean
		RocketMqHttpConnectionDetails rocketMqHttpConnectionDetails(ObjectProvider<RocketMqHttpBroker> broker,
				RocketMqHttpProperties properties, Environment environment,
				ObjectProvider<CredentialsLibrary> credentialsLibrary) {
			RocketMqHttpBroker running = broker.getIfAvailable();
			return (running != null) ? new EmbeddedBrokerConnectionDetails(running, properties.instanceId())
					: new PropertiesRocketMqHttpConnectionDetails(properties, environment,
							credentialsLibrary.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RocketMqHttpBroker.class, MeterBinder.class })
	static final class Metrics {

		@Bean
		@Nullable EmbeddedBrokerGauges rocketMqHttpBrokerGauges(ObjectProvider<RocketMqHttpBroker> broker) {
			RocketMqHttpBroker running = broker.getIfUnique();
			return (running != null) ? new EmbeddedBrokerGauges(running) : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.github.rocketmqhttp.broker.RocketMqHttpBroker")
	static final class Absent {

		Absent() {
			throw new InvalidConfigurationException(
					"The property 'rocketmq-http.broker.enabled' is true, but the broker is not on the class path.",
					"Add the dependency io.github.rocketmqhttp:rocketmq-http-broker, "
							+ "or set rocketmq-http.broker.enabled to false and rocketmq-http.endpoint to a broker.");
		}

	}

}
