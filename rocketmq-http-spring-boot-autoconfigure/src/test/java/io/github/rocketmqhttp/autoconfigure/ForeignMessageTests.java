package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.InDoubtMessage;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a program of somebody else writes into the parts of a message, no line of the
 * log is forged and none is endless, at any level; nor does an operator see it.
 */
@Timeout(300)
class ForeignMessageTests {

	private static final List<String> TEXTS = List.of("ab\nFORGED", "ab\rFORGED", "ab\u2028FORGED", "ab\u0085FORGED",
			"ab\u001b[2JFORGED", "ab\u202eFORGED", "x".repeat(10_000));

	private static final List<String> PROPERTIES = List.of("__TXID", "__TXLOG", "__TXATTEMPT", "note", "n");

	private static final int LONGEST_TAG = 64;

	private static final Pattern ODD = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

	private final Lines lines = new Lines();

	@Test
	void noLineIsForged() {
		this.lines.attach();
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
			.topic("letters", TopicType.NORMAL)
			.topic("dead", TopicType.NORMAL)
			.topic("orders", TopicType.TRANSACTION)
			.topic("refused", TopicType.TRANSACTION)
			.start()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
				.withPropertyValues("rocketmq-http.endpoint=" + broker.endpoint(), "rocketmq-http.access-key-id=any",
						"rocketmq-http.access-key-secret=any", "rocketmq-http.consumer-group=GID_orders",
						"rocketmq-http.listener.dead-letter-topic=dead")
				.withUserConfiguration(Listener.class, Checker.class, Handler.class)
				.run((context) -> {
					List<String> sent = send(context.getBean(RocketMqHttpClient.class));
					broker.advance(Duration.ofSeconds(31));
					InFlightTransactions inFlight = context.getBean(InFlightTransactions.class);
					await().atMost(Duration.ofMinutes(2))
						.untilAsserted(() -> assertThat(sent)
							.allMatch((id) -> this.lines.seen.stream().anyMatch((line) -> line.contains(id))));
					await().atMost(Duration.ofMinutes(1))
						.untilAsserted(() -> assertThat(inFlight.inDoubt().list()).hasSizeGreaterThan(TEXTS.size()));
					assertThat(inFlight.inDoubt().list()).extracting(InDoubtMessage::toString)
						.allMatch(ForeignMessageTests::isOneLine);
				});
		}
		finally {
			this.lines.detach();
		}
		assertThat(this.lines.seen).isNotEmpty();
		assertThat(this.lines.seen.stream().filter((line) -> !isOneLine(line))).isEmpty();
	}

	private static boolean isOneLine(String text) {
		return text.length() < 2500 && ODD.matcher(text).results().findAny().isEmpty();
	}

	private static List<String> send(RocketMqHttpClient client) {
		List<String> sent = new ArrayList<>();
		for (OutboundMessage.Builder message : messages().toList()) {
			OutboundMessage normal = message.build();
			OutboundMessage half = message.immunityTime(Duration.ofSeconds(30)).build();
			sent.add(client.publish("letters", normal).messageId());
			sent.add(client.publishHalf("orders", half).messageId());
			sent.add(client.publishHalf("refused", half).messageId());
		}
		return sent;
	}

	/**
	 * Each text in each part; the properties that belong to the transaction log come with
	 * the others of them, plain and not.
	 */
	private static Stream<OutboundMessage.Builder> messages() {
		return TEXTS.stream().flatMap((text) -> {
			List<OutboundMessage.Builder> messages = new ArrayList<>();
			for (String property : PROPERTIES) {
				Map<String, String> properties = new LinkedHashMap<>(Map.of("__TXID",
						"019a9f00-0000-7000-8000-000000000001", "__TXLOG", "main", "__TXATTEMPT", "1"));
				properties.put(property, text);
				messages.add(message(properties));
				messages.add(message(Map.of(property, text)));
			}
			if (text.length() < 200) {
				messages.add(message(Map.of("name" + text, "value")));
			}
			if (text.chars().noneMatch((c) -> c == 0x1b)) {
				messages.add(OutboundMessage.of("b").key(text));
				messages.add(OutboundMessage.of("b").tag(text.substring(0, Math.min(text.length(), LONGEST_TAG))));
			}
			return messages.stream();
		});
	}

	private static OutboundMessage.Builder message(Map<String, String> properties) {
		OutboundMessage.Builder message = OutboundMessage.of("b");
		properties.forEach(message::property);
		return message;
	}

	static class Listener {

		@RocketMqHttpListener(topic = "letters")
		void receive(@Header("n") int number) {
			throw new IllegalStateException("no " + number);
		}

	}

	@BackCheckHandler(topic = "orders")
	static class Checker implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			LoggerFactory.getLogger("io.github.rocketmqhttp.application").warn("Asked about {}", message);
			throw new IllegalStateException("about " + message);
		}

	}

	static class Handler {

		@BackCheckHandler(topic = "refused")
		TransactionResolution check(@Header("n") int number, @Header("__TXID") String id) {
			return TransactionResolution.UNKNOWN;
		}

	}

	/**
	 * Every text that is logged, and every one of the exceptions with it.
	 */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.github.rocketmqhttp");

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		void attach() {
			LOGGER.setLevel(Level.TRACE);
			start();
			LOGGER.addAppender(this);
		}

		void detach() {
			LOGGER.detachAppender(this);
			LOGGER.setLevel(null);
		}

		@Override
		protected void append(ILoggingEvent event) {
			this.seen.add(event.getFormattedMessage());
			this.seen.addAll(event.getMDCPropertyMap().values());
			for (IThrowableProxy ex = event.getThrowableProxy(); ex != null; ex = ex.getCause()) {
				this.seen.add(String.valueOf(ex.getMessage()));
			}
		}

	}

}
