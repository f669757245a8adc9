package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.listener.ListenerContainerFactory;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which factory makes the container of a listener.
 */
class ListenerFactoryConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret", "rocketmq-http.consumer-group=GID_orders",
				"rocketmq-http.topic=orders", "rocketmq-http.listener.auto-startup=false",
				"rocketmq-http.listener.concurrency=2");

	@Test
	void aFactoryOfTheApplicationStandsBesideTheUsualOne() {
		this.runner.withUserConfiguration(SlowFactory.class, Listeners.class).run((context) -> {
			assertThat(context).hasBean(ListenerContainerFactory.DEFAULT_BEAN_NAME).hasBean("slow");
			assertThat(concurrency(context.getBean(RocketMqHttpListenerContainerRegistry.class), "usual")).isEqualTo(2);
			assertThat(concurrency(context.getBean(RocketMqHttpListenerContainerRegistry.class), "own")).isEqualTo(7);
		});
	}

	@Test
	void theUsualOneGivesWayToOneOfItsName() {
		this.runner.withUserConfiguration(UsualFactory.class, UsualListener.class)
			.run((context) -> assertThat(
					concurrency(context.getBean(RocketMqHttpListenerContainerRegistry.class), "usual"))
				.isEqualTo(5));
	}

	private static int concurrency(RocketMqHttpListenerContainerRegistry registry, String id) {
		return registry.getContainer(id).orElseThrow().getConcurrency();
	}

	private static ListenerSettings settings(int concurrency) {
		return ListenerSettings.builder()
			.defaults("orders", "GID_orders")
			.concurrency(concurrency)
			.autoStartup(false)
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	static class SlowFactory {

		@Bean
		ListenerContainerFactory slow(RocketMqHttpClient client, PayloadConverter converter) {
			return ListenerContainerFactory.builder(client, converter, settings(7)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UsualFactory {

		@Bean(ListenerContainerFactory.DEFAULT_BEAN_NAME)
		ListenerContainerFactory ofTheApplication(RocketMqHttpClient client, PayloadConverter converter) {
			return ListenerContainerFactory.builder(client, converter, settings(5)).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		@RocketMqHttpListener(id = "usual")
		void usual(String body) {
			// Nothing is polled here.
		}

		@RocketMqHttpListener(id = "own", consumerGroup = "GID_own", containerFactory = "slow")
		void own(String body) {
			// Nothing is polled here.
		}

	}

	static class UsualListener {

		@RocketMqHttpListener(id = "usual")
		void usual(String body) {
			// Nothing is polled here.
		}

	}

}
