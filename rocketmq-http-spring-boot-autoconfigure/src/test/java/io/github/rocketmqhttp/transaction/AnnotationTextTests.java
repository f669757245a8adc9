package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.broker.store.MessageView;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Placeholders and expressions are resolved in all text of {@code @TransactionalMessage}
 * and {@code @BackCheckHandler}, as they are for listeners.
 */
class AnnotationTextTests {

	@Test
	void placeholdersAndExpressionsAreResolvedEverywhere() {
		try (TransactionFixture app = TransactionFixture.start(Service.class, Text.class)) {
			app.get(Service.class).place("o-1");
			assertThat(app.topic("orders").committed()).singleElement().satisfies((MessageView message) -> {
				assertThat(message.body()).isEqualTo("o-1 in EU");
				assertThat(message.tag()).isEqualTo("created");
				assertThat(message.properties()).containsEntry("KEYS", "EU/o-1").containsEntry("source", "shop");
			});
			assertThat(app.get(BackCheckHandlerRegistry.class).endpoints())
				.containsExactly(new BackCheckEndpoint("", "orders", "GID_of_names"));
		}
	}

	static class Names {

		public String getTopic() {
			return "orders";
		}

		public String getGroup() {
			return "GID_of_names";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Text {

		@Bean
		static PropertySourcesPlaceholderConfigurer strict() {
			return new PropertySourcesPlaceholderConfigurer();
		}

		@Bean
		Names names() {
			return new Names();
		}

	}

	static class Service {

		@TransactionalMessage(topic = "#{names.topic}", consumerGroup = "#{@names.group}", tag = "${my.tag:created}",
				key = "${my.key:'EU/' + #order}", payload = "#order + ' in ${my.region:EU}'",
				condition = "#{names.topic.length() > 0}", properties = "source=${my.source:'shop'}",
				checkImmunityTime = "#{15 * 2}s")
		public void place(String order) {
		}

		@BackCheckHandler(topic = "#{names.topic}", consumerGroup = "#{@names.group}", template = "${my.instance:}")
		TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

}
