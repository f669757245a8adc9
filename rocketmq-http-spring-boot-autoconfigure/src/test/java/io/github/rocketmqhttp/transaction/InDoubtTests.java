package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionSystemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What an application without a log knows about messages that nobody has decided.
 */
class InDoubtTests {

	private static final Duration IMMUNITY = Duration.ofSeconds(31);

	private static final Duration INTERVAL = Duration.ofSeconds(11);

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Answering.class);

	private final Orders orders = this.app.get(Orders.class);

	private final Answering answering = this.app.get(Answering.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	private final InDoubtMessages inDoubt = this.app.get(InFlightTransactions.class).inDoubt();

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void whatAHandlerDoesNotKnowIsInDoubtUntilItDoes() {
		publish("o-1");
		this.app.broker.advance(IMMUNITY);
		InDoubtMessage first = awaitMessage(AnswerReason.HANDLER, 1);
		assertThat(first.topic()).isEqualTo("orders");
		assertThat(first.consumerGroup()).isEqualTo(TransactionFixture.GROUP);
		assertThat(first.transactionId()).isNull();
		assertThat(first.answer()).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(first.age()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(61));
		this.app.broker.advance(INTERVAL);
		awaitMessage(AnswerReason.HANDLER, 2);
		this.answering.answer = TransactionResolution.COMMIT;
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void theAgeIsTheBrokersWhateverItIsHere() {
		publish("o-1");
		this.app.broker.advance(Duration.ofHours(13));
		await().untilAsserted(() -> assertThat(this.inDoubt.oldestAge()).isGreaterThanOrEqualTo(Duration.ofHours(13)));
		assertThat(this.inDoubt.oldestAge()).isLessThan(Duration.ofHours(13).plusMinutes(2));
	}

	@Test
	void aHandlerThatFailsIsTheReason() {
		this.answering.failing = true;
		publish("o-1");
		this.app.broker.advance(IMMUNITY);
		awaitMessage(AnswerReason.HANDLER_FAILED, 1);
	}

	@Test
	void aHandlerThatTakesLongIsTheReason() {
		CountDownLatch gate = new CountDownLatch(1);
		this.answering.gate = gate;
		publish("o-1");
		try {
			this.app.broker.advance(IMMUNITY);
			// The poll after the batch's handles are dead brings it again.
			this.app.broker.advance(INTERVAL);
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				this.app.broker.advance(INTERVAL);
				assertThat(this.inDoubt.list()).extracting(InDoubtMessage::reason).containsExactly(AnswerReason.BUSY);
			});
		}
		finally {
			gate.countDown();
		}
	}

	@Test
	void aRunningTransactionIsTheReason() throws Exception {
		this.orders.place("o-1", () -> {
			this.app.broker.advance(IMMUNITY);
			InDoubtMessage message = awaitMessage(AnswerReason.RUNNING, 1);
			assertThat(message.transactionId()).isEqualTo(this.app.inFlight().get(0).id());
		});
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
	}

	@Test
	void anOutcomeThatDidNotGetThroughIsInDoubtUntilTheBrokerAsks() throws Exception {
		this.operations.beforeDecision = () -> {
			throw new IllegalStateException("cut");
		};
		this.orders.place("o-1", Orders.Work.NOTHING);
		InDoubtMessage message = this.inDoubt.list().get(0);
		assertThat(message.reason()).isEqualTo(AnswerReason.NOT_TOLD);
		assertThat(message.answer()).isEqualTo(TransactionResolution.COMMIT);
		assertThat(message.checks()).isZero();
		this.app.broker.advance(IMMUNITY);
		InDoubtMessage checked = awaitMessage(AnswerReason.NOT_TOLD, 1);
		assertThat(checked.answer()).isEqualTo(TransactionResolution.COMMIT);
		assertThat(checked.messageId()).isEqualTo(message.messageId());
		this.operations.beforeDecision = () -> {
		};
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void aTransactionThatOutlivedItsImmunityTimeIsInDoubt() throws Exception {
		this.orders.place("o-1", () -> this.app.get(SettableClock.class).advance(IMMUNITY));
		assertThat(this.inDoubt.list()).singleElement().satisfies((message) -> {
			assertThat(message.reason()).isEqualTo(AnswerReason.TOO_LATE);
			assertThat(message.answer()).isEqualTo(TransactionResolution.COMMIT);
		});
	}

	@Test
	void aCommitWithAnOpenOutcomeIsInDoubt() {
		this.app.get(TransactionFixture.FailingTransactionManager.class).afterCommit = () -> {
			throw new TransactionSystemException("connection lost");
		};
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING));
		assertThat(this.inDoubt.list()).singleElement().satisfies((message) -> {
			assertThat(message.reason()).isEqualTo(AnswerReason.COMMIT_FAILED);
			assertThat(message.answer()).isEqualTo(TransactionResolution.UNKNOWN);
		});
	}

	@Test
	void thePollersSayHowTheyFare() {
		publish("o-1");
		this.app.broker.advance(IMMUNITY);
		awaitMessage(AnswerReason.HANDLER, 1);
		List<BackCheckPollerStatus> pollers = this.app.get(BackCheckPollers.class).status();
		assertThat(pollers).extracting(BackCheckPollerStatus::topic)
			.containsExactlyInAnyOrder("orders", "audit", "normal");
		assertThat(pollers).filteredOn((poller) -> poller.topic().equals("orders"))
			.allSatisfy((poller) -> assertThat(poller.polling().sinceSuccess()).isNotNull());
	}

	private void publish(String body) {
		this.app.get(RocketMqHttpClient.class)
			.publishHalf("orders", OutboundMessage.of(body).immunityTime(Duration.ofSeconds(30)).build());
	}

	private InDoubtMessage awaitMessage(AnswerReason reason, int checks) {
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).singleElement().satisfies((message) -> {
			assertThat(message.reason()).isEqualTo(reason);
			assertThat(message.checks()).isEqualTo(checks);
		}));
		return this.inDoubt.list().get(0);
	}

	/**
	 * Answers as it is told, or not at all.
	 */
	static class Answering {

		volatile TransactionResolution answer = TransactionResolution.UNKNOWN;

		volatile boolean failing;

		volatile CountDownLatch gate = new CountDownLatch(0);

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String order) throws InterruptedException {
			this.gate.await();
			if (this.failing) {
				throw new IllegalStateException("database away");
			}
			return this.answer;
		}

		@BackCheckHandler(topic = "audit")
		TransactionResolution audit(String order) {
			return TransactionResolution.UNKNOWN;
		}

		@BackCheckHandler(topic = "normal")
		TransactionResolution normal(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

}
