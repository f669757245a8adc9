package io.github.rocketmqhttp.test;

import io.github.rocketmqhttp.autoconfigure.RocketMqHttpClientCustomizer;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * What a test gets beside the broker.
 */
@Configuration(proxyBeanMethods = false)
class BrokerTestConfiguration {

	/**
	 * Leads all clients to the broker, also those of instances with names and of an
	 * application that brings connection details or credentials of its own: no test may
	 * reach the real service by accident.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	RocketMqHttpClientCustomizer rocketMqHttpTestClientCustomizer(RocketMqHttpBroker broker) {
		CredentialsProvider any = CredentialsProvider.fixed(Credentials.of("test", "test"));
		return (builder) -> builder.endpoint(broker.endpoint()).credentials(any);
	}

	@Bean
	MessageClock rocketMqHttpMessageClock(RocketMqHttpBroker broker) {
		return new MessageClock(broker);
	}

}
