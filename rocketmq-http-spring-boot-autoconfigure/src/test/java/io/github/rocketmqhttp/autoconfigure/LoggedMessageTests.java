package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.AckMode;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is logged while a message is handled says which message that is.
 */
class LoggedMessageTests {

	private static final String SECRET = "of nobody's business";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic("orders", TopicType.TRANSACTION)
		.topic("letters", TopicType.NORMAL)
		.start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint(), "rocketmq-http.access-key-id=any",
				"rocketmq-http.access-key-secret=any", "rocketmq-http.consumer-group=GID_orders");

	private final ListAppender<ILoggingEvent> events = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.rocketmqhttp");

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.DEBUG);
		this.logger.addAppender(this.events);
		this.events.start();
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.events);
		this.logger.setLevel(null);
		this.broker.close();
	}

	@Test
	void theMethodOfAListenerAndWhatWeLogAboutItsFailure() {
		this.runner.withUserConfiguration(Letters.class).run((context) -> {
			PublishReceipt receipt = context.getBean(RocketMqHttpOperations.class).send("letters", SECRET);
			Map<String, String> expected = Map.of("messaging.destination.name", "letters",
					"messaging.consumer.group.name", "GID_letters", "messaging.message.id", receipt.messageId());
			Queue<Map<String, String>> seen = context.getBean(Letters.class).seen;
			await().untilAsserted(() -> assertThat(seen).containsExactly(expected));

			await().untilAsserted(() -> assertThat(logged("failed on message")).isNotNull());
			assertThat(Objects.requireNonNull(logged("failed on message")).getMDCPropertyMap())
				.containsAllEntriesOf(expected);
			assertThat(Objects.requireNonNull(logged("failed in try 1")).getMDCPropertyMap())
				.containsAllEntriesOf(expected);
			assertThat(this.events.list)
				.noneMatch((event) -> event.getLoggerName().startsWith("io.github.rocketmqhttp.")
						&& (event.getFormattedMessage() + event.getMDCPropertyMap()).contains(SECRET));
		});
	}

	@Test
	void aWorkerThatHasHandledAMessageIsNotAboutItAnyMore() {
		this.runner.withUserConfiguration(Worker.class).run((context) -> {
			context.getBean(RocketMqHttpOperations.class).send("letters", "a letter");
			Worker worker = context.getBean(Worker.class);
			await().untilAsserted(() -> assertThat(worker.acknowledging).containsExactly("nothing"));
			assertThat(worker.handling).hasSize(1).doesNotContain("nothing");
		});
	}

	@Test
	void theHandlerOfABackCheck() {
		this.runner.withUserConfiguration(Checker.class).run((context) -> {
			String id = context.getBean(RocketMqHttpTemplate.class)
				.newMessage("o-1")
				.topic("orders")
				.sendHalf(Duration.ofSeconds(30))
				.messageId();
			this.broker.advance(Duration.ofSeconds(31));
			await().untilAsserted(() -> assertThat(context.getBean(Checker.class).seen)
				.containsExactly(Map.of("messaging.destination.name", "orders", "messaging.consumer.group.name",
						"GID_orders", "messaging.message.id", id)));
			await().untilAsserted(() -> assertThat(this.broker.topic("orders").committed()).hasSize(1));
		});
	}

	private @Nullable ILoggingEvent logged(String part) {
		return List.copyOf(this.events.list)
			.stream()
			.filter((event) -> event.getFormattedMessage().contains(part))
			.findFirst()
			.orElse(null);
	}

	static class Letters {

		private final Queue<Map<String, String>> seen = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "letters", consumerGroup = "GID_letters")
		void read(String letter) {
			this.seen.add(MDC.getCopyOfContextMap());
			throw new IllegalStateException("no");
		}

	}

	/**
	 * Requests are signed by the thread that makes them, so the credentials show what
	 * that is about: gathered acknowledgements are sent by a worker that has nothing else
	 * to do.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Worker {

		private final Queue<String> handling = new ConcurrentLinkedQueue<>();

		private final Queue<String> acknowledging = new ConcurrentLinkedQueue<>();

		@Bean
		CredentialsProvider credentialsProvider() {
			return () -> {
				if (Thread.currentThread().getName().startsWith("rocketmq-http-listener-worker-")) {
					this.acknowledging.add(about());
				}
				return Credentials.of("any", "any");
			};
		}

		@RocketMqHttpListener(id = "worker", topic = "letters", consumerGroup = "GID_letters", ackMode = AckMode.BATCH)
		void read(String letter) {
			this.handling.add(about());
		}

		private static String about() {
			String id = MDC.get("messaging.message.id");
			return (id != null) ? id : "nothing";
		}

	}

	@BackCheckHandler(topic = "orders")
	static class Checker implements TransactionChecker<String> {

		private final Queue<Map<String, String>> seen = new ConcurrentLinkedQueue<>();

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			this.seen.add(MDC.getCopyOfContextMap());
			return TransactionResolution.COMMIT;
		}

	}

}
