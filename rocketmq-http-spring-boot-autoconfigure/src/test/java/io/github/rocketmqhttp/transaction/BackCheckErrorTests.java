package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.observation.ObservationConventions;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Errors, whoever throws them while a back-check is answered: the message stays in doubt,
 * and its next check is answered.
 */
class BackCheckErrorTests {

	private static final Duration IMMUNITY = Duration.ofSeconds(31);

	private static final Duration INTERVAL = Duration.ofSeconds(11);

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class,
			Failing.class, Observed.class);

	private final Failing handler = this.app.get(Failing.class);

	private final Observed observed = this.app.get(Observed.class);

	private final InDoubtMessages inDoubt = this.app.get(InFlightTransactions.class).inDoubt();

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void anErrorOfAHandlerKeepsTheMessageInDoubt() {
		this.handler.failure = new StackOverflowError();
		publishForeign("o-1");
		this.app.broker.advance(IMMUNITY);
		awaitReason(AnswerReason.HANDLER_FAILED);
		this.handler.failure = null;
		awaitDeliveryAtTheNextCheck();
	}

	@Test
	void anErrorWhileTellingTheBrokerKeepsTheMessageInDoubt() {
		HookedOperations operations = this.app.get(HookedOperations.class);
		operations.beforeDecision = () -> {
			throw new StackOverflowError();
		};
		publishForeign("o-1");
		this.app.broker.advance(IMMUNITY);
		awaitReason(AnswerReason.NOT_TOLD);
		operations.beforeDecision = () -> {
		};
		awaitDeliveryAtTheNextCheck();
	}

	@Test
	void anObservationThatFailsTakesNoAnswerAway() {
		this.observed.failure = new NoClassDefFoundError("io/opentelemetry/context/Context");
		publishForeign("o-1");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
	}

	@Test
	void aMetricThatFailsTakesNoAnswerAway() {
		this.app.get(TransactionFixture.Counts.class).failure = () -> {
			throw new NoSuchMethodError("counter");
		};
		publishForeign("o-1");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
	}

	@Test
	void anErrorOfALogKeepsTheMessageInDoubt() {
		try (TransactionFixture other = TransactionFixture.start(Failing.class, StubLog.class)) {
			StubLog log = other.get(StubLog.class);
			log.failure = new NoClassDefFoundError("com/example/Driver");
			publishLogged(other.get(RocketMqHttpClient.class), "o-1");
			other.broker.advance(IMMUNITY);
			InDoubtMessages messages = other.get(InFlightTransactions.class).inDoubt();
			await().untilAsserted(() -> assertThat(messages.list()).extracting(InDoubtMessage::reason)
				.containsExactly(AnswerReason.LOG_SILENT));
			log.failure = null;
			other.broker.advance(INTERVAL);
			await().untilAsserted(() -> assertThat(other.delivered("orders")).containsExactly("o-1"));
		}
	}

	@Test
	void aLogThatIsSilentHoldsUpNoHandler() {
		try (TransactionFixture other = TransactionFixture.start(Failing.class, StubLog.class)) {
			StubLog log = other.get(StubLog.class);
			log.gate = new CountDownLatch(1);
			RocketMqHttpClient client = other.get(RocketMqHttpClient.class);
			for (int i = 0; i < 40; i++) {
				publishLogged(client, "o-" + i);
			}
			client.publishHalf("orders", OutboundMessage.of("foreign").immunityTime(Duration.ofSeconds(30)).build());
			other.broker.advance(IMMUNITY);
			await().untilAsserted(() -> assertThat(other.delivered("orders")).containsExactly("foreign"));
			log.gate.countDown();
			await().untilAsserted(() -> {
				other.broker.advance(INTERVAL);
				assertThat(other.delivered("orders")).hasSize(41);
			});
		}
	}

	private static void publishLogged(RocketMqHttpClient client, String body) {
		client.publishHalf("orders",
				OutboundMessage.of(body)
					.immunityTime(Duration.ofSeconds(30))
					.property(TransactionHeaders.TRANSACTION_ID, TransactionIds.next())
					.property(TransactionHeaders.ATTEMPT_ID, "1")
					.property(TransactionHeaders.LOG, "stub")
					.build());
	}

	private void awaitReason(AnswerReason reason) {
		await().untilAsserted(
				() -> assertThat(this.inDoubt.list()).extracting(InDoubtMessage::reason).containsExactly(reason));
	}

	private void awaitDeliveryAtTheNextCheck() {
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
	}

	private void publishForeign(String body) {
		this.app.get(RocketMqHttpClient.class)
			.publishHalf("orders", OutboundMessage.of(body).immunityTime(Duration.ofSeconds(30)).build());
	}

	/** Commits, or fails as it is told. */
	static class Failing {

		volatile @Nullable Error failure;

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) {
			if (this.failure != null) {
				throw this.failure;
			}
			return TransactionResolution.COMMIT;
		}

	}

	/** Observations whose registry can be made to fail. */
	@Configuration(proxyBeanMethods = false)
	static class Observed {

		volatile @Nullable Error failure;

		@Bean
		MessageObservations observations() {
			return new MessageObservations(() -> {
				if (this.failure != null) {
					throw this.failure;
				}
				return ObservationRegistry.NOOP;
			}, ObservationConventions.NONE);
		}

	}

}
