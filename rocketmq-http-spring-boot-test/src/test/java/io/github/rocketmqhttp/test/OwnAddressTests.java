package io.github.rocketmqhttp.test;

import io.github.rocketmqhttp.autoconfigure.RocketMqHttpConnectionDetails;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;

/**
 * An application that knows by itself where the service is does not get there from a
 * test.
 */
@SpringBootTest(classes = ShopApplication.class)
@AutoConfigureRocketMqHttpBroker
@Import(OwnAddressTests.OwnAddress.class)
class OwnAddressTests {

	@Test
	void itsMessagesGoToTheBrokerOfTheTest(@Autowired RocketMqHttpBroker broker,
			@Autowired RocketMqHttpOperations template) {
		template.send("trail", "entry");
		assertThat(broker).topic("MQ_INST_own", "trail").visible().hasPayload("entry");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class OwnAddress {

		@Bean
		RocketMqHttpConnectionDetails ownConnectionDetails() {
			return new RocketMqHttpConnectionDetails() {
				@Override
				public String getEndpoint() {
					return "https://own.mqrest.example.invalid";
				}

				@Override
				public String getInstanceId() {
					return "MQ_INST_own";
				}

				@Override
				public Credentials getCredentials() {
					throw new IllegalStateException("Not in a test.");
				}
			};
		}

		@Bean
		CredentialsProvider ownCredentialsProvider() {
			return () -> {
				throw new IllegalStateException("Not in a test.");
			};
		}

	}

}
