package io.github.rocketmqhttp.reliability.interop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application on the starter that listens to every kind of message.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShopApplication {

	/** A message that its listener does not handle when it comes first. */
	static final String FAILS_ONCE = "fails once";

	static ConfigurableApplicationContext start(String endpoint) {
		return new SpringApplicationBuilder(ShopApplication.class).web(WebApplicationType.NONE)
			.run("--rocketmq-http.endpoint=" + endpoint, "--rocketmq-http.access-key-id=key",
					"--rocketmq-http.access-key-secret=secret", "--rocketmq-http.consumer-group=GID_ours",
					"--spring.datasource.generate-unique-name=true");
	}

	@Bean
	Shop shop() {
		return new Shop();
	}

	/**
	 * The business.
	 */
	static class Shop {

		private final List<ReceivedMessage> received = new CopyOnWriteArrayList<>();

		@RocketMqHttpListener(topic = Topics.NORMAL, tag = "created")
		@RocketMqHttpListener(topic = Topics.SCHEDULED)
		@RocketMqHttpListener(topic = Topics.TRANSACTION)
		@RocketMqHttpListener(topic = Topics.ORDERED, ordered = true)
		void receive(ReceivedMessage message) {
			if (message.body().equals(FAILS_ONCE) && message.consumedTimes() == 1) {
				throw new IllegalStateException("as asked for");
			}
			this.received.add(message);
		}

		@TransactionalMessage(topic = Topics.TRANSACTION, tag = "created", key = "#id", payload = "#id")
		void place(String id) {
			if (id.startsWith("bad")) {
				throw new IllegalStateException("as asked for");
			}
		}

		List<ReceivedMessage> received() {
			return this.received;
		}

	}

	/**
	 * Answers for half messages of other programs.
	 */
	@BackCheckHandler(topic = Topics.TRANSACTION)
	static class Checker implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			return message.payload().startsWith("bad") ? TransactionResolution.ROLLBACK : TransactionResolution.COMMIT;
		}

	}

}
