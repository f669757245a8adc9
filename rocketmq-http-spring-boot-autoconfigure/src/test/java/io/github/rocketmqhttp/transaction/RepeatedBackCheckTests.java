package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The broker asks every 10 s for a day: whatever is wrong with a message is a warning
 * once, and then ever more rarely.
 */
@Timeout(120)
class RepeatedBackCheckTests {

	private static final int CHECKS = 11;

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.github.rocketmqhttp");

	@ParameterizedTest
	@EnumSource
	void isAWarningTheFirstAndTheTenthTime(Wrong wrong) {
		ListAppender<ILoggingEvent> events = new ListAppender<>();
		events.start();
		LOGGER.addAppender(events);
		try (TransactionFixture app = TransactionFixture.start(wrong.component)) {
			OutboundMessage.Builder message = OutboundMessage.of("o-1").immunityTime(Duration.ofSeconds(30));
			String transaction = TransactionIds.next();
			if (wrong.log != null) {
				message.properties(
						Map.of(TransactionHeaders.TRANSACTION_ID, (wrong == Wrong.FOREIGN_ID) ? "zzzz" : transaction,
								TransactionHeaders.ATTEMPT_ID, "1", TransactionHeaders.LOG, wrong.log));
			}
			String id = app.get(RocketMqHttpClient.class).publishHalf("audit", message.build()).messageId();
			app.broker.advance(Duration.ofSeconds(31));
			for (int check = 1; check <= CHECKS; check++) {
				awaitAnswered(app, check);
				app.broker.advance(Duration.ofSeconds(11));
			}
			List<String> warnings = List.copyOf(events.list)
				.stream()
				.filter((event) -> event.getLevel() == Level.WARN)
				.map(ILoggingEvent::getFormattedMessage)
				.filter((line) -> line.contains(id) || line.contains(transaction))
				.toList();
			assertThat(warnings).hasSize(2);
			assertThat(warnings.get(0)).contains(wrong.says).doesNotContain("by now");
			assertThat(warnings.get(1)).contains(wrong.says).endsWith("(10 times by now)");
		}
		finally {
			LOGGER.detachAppender(events);
		}
	}

	/**
	 * Waits until a check has been answered: it is kept as one in doubt.
	 */
	private static void awaitAnswered(TransactionFixture app, int check) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(app.topic("audit").half()).extracting(MessageView::times).containsExactly(check);
			assertThat(app.get(InFlightTransactions.class).inDoubt().list()).extracting(InDoubtMessage::checks)
				.containsExactly(check);
		});
	}

	enum Wrong {

		HANDLER_THROWS(Throwing.class, null, "failed; the broker will ask again"),

		HANDLER_SAYS_NULL(Silent.class, null, "answered null"),

		NOT_READABLE(Numbers.class, null, "failed; the broker will ask again"),

		NO_HANDLER(Polled.class, null, "Nothing answers"),

		NO_LOG(Polled.class, "gone@identity", "is not part of this application"),

		FOREIGN_ID(Polled.class, "gone@identity", "not one of this library"),

		LOG_THROWS(FailingLog.class, "stub@stub-identity", "failed over transaction");

		private final Class<?> component;

		private final @Nullable String log;

		private final String says;

		Wrong(Class<?> component, @Nullable String log, String says) {
			this.component = component;
			this.log = log;
			this.says = says;
		}

	}

	static class Throwing {

		@BackCheckHandler(topic = "audit")
		TransactionResolution check(String body) {
			throw new IllegalStateException("no");
		}

	}

	static class Silent {

		@BackCheckHandler(topic = "audit")
		@Nullable TransactionResolution check(String body) {
			return null;
		}

	}

	static class Numbers {

		@BackCheckHandler(topic = "audit")
		TransactionResolution check(int body) {
			return TransactionResolution.COMMIT;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Polled {

		@Bean
		TransactionFixture.Topics topics() {
			return new TransactionFixture.Topics(List.of("audit"));
		}

		@Bean
		StubLog log() {
			return new StubLog();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingLog {

		@Bean
		TransactionFixture.Topics topics() {
			return new TransactionFixture.Topics(List.of("audit"));
		}

		@Bean
		StubLog log() {
			StubLog log = new StubLog();
			log.failure = new AssertionError("no");
			return log;
		}

	}

}
