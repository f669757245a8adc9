package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Nothing confidential is logged or thrown, at any level.
 */
class SecrecyTests {

	private static final String BODY = "confidential-body";

	private static final String VALUE = "confidential-value";

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.github.rocketmqhttp");

	private final Lines lines = new Lines();

	private final TransactionFixture app;

	private final Service service;

	private final HookedOperations operations;

	SecrecyTests() {
		LOGGER.setLevel(Level.TRACE);
		this.lines.start();
		LOGGER.addAppender(this.lines);
		this.app = TransactionFixture.start(Service.class, TransactionLogTests.Log.class);
		this.service = this.app.get(Service.class);
		this.operations = this.app.get(HookedOperations.class);
	}

	@BeforeEach
	void somethingIsSeen() {
		assertThat(this.lines.seen).isNotEmpty();
	}

	@AfterEach
	void nothingConfidentialWasLogged() {
		this.app.close();
		LOGGER.detachAppender(this.lines);
		LOGGER.setLevel(null);
		assertThat(this.lines.seen).anyMatch((line) -> line.contains("Published the half message"))
			.noneMatch((line) -> line.contains("confidential"))
			.noneMatch((line) -> line.contains(TransactionFixture.SECRET));
	}

	@Test
	void inAFailingRun() {
		assertThatIllegalStateException().isThrownBy(() -> this.service.place(BODY, VALUE, () -> {
			throw new IllegalStateException();
		}));
		this.operations.beforeDecision = () -> {
			throw new TransportException("cut", null, true, true);
		};
		this.service.place(BODY, VALUE, () -> {
		});
		this.app.broker.close();
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.service.place(BODY, VALUE, () -> {
			}))
			.satisfies((ex) -> assertThat(ex.toString() + ex.getCause()).doesNotContain("confidential"));
	}

	@Test
	void inAFencedRun() {
		this.operations.onAttempt = (topic, message) -> this.app.get(JdbcTransactionLog.class)
			.resolve(String.valueOf(message.properties().get(TransactionHeaders.TRANSACTION_ID)), "0", null);
		assertThatExceptionOfType(TransactionFencedException.class)
			.isThrownBy(() -> this.service.place(BODY, VALUE, () -> {
			}))
			.satisfies((ex) -> assertThat(ex.toString() + ex.getCause()).doesNotContain("confidential"));
	}

	@Test
	void inARunThatABackCheckFinishes() {
		this.service.place(BODY, VALUE, () -> this.app.get(SettableClock.class).advance(Duration.ofSeconds(30)));
		this.app.broker.advance(Duration.ofSeconds(31));
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly(BODY));
		await().untilAsserted(() -> assertThat(this.app.inFlight()).isEmpty());
	}

	static class Service {

		@TransactionalMessage(topic = "orders")
		public void place(@Payload String body, @Header("note") String note, Runnable work) {
			work.run();
		}

	}

	/** Every line with its stack trace. */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			String trace = (event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
					: "";
			this.seen.add(event.getFormattedMessage() + trace);
		}

	}

}
