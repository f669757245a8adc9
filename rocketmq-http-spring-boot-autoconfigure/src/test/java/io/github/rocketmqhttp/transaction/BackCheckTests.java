package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.TransactionSystemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The broker asks, and gets the answer of whoever knows.
 */
class BackCheckTests {

	private static final Duration IMMUNITY = Duration.ofSeconds(31);

	private static final Duration INTERVAL = Duration.ofSeconds(11);

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Answers.class);

	private final Orders orders = this.app.get(Orders.class);

	private final Answers answers = this.app.get(Answers.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aRunningTransactionIsNeverDecidedAndItsHandlerNotEvenAsked() throws Exception {
		this.answers.willAnswer("o-1", TransactionResolution.ROLLBACK);
		this.orders.place("o-1", () -> {
			this.app.broker.advance(IMMUNITY);
			awaitChecks("orders", 1);
			this.app.broker.advance(INTERVAL);
			awaitChecks("orders", 2);
			assertThat(this.app.undecided("orders")).containsExactly("o-1");
		});
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		assertThat(this.answers.asked()).isZero();
		await().untilAsserted(() -> assertThat(this.app.inFlight()).isEmpty());
	}

	@Test
	void aKnownOutcomeIsToldWithoutTheHandler() throws Exception {
		this.operations.beforeDecision = () -> {
			throw new IllegalStateException("cut");
		};
		this.orders.place("o-1", Orders.Work.NOTHING);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.orders.place("o-2", () -> {
			throw new IllegalArgumentException();
		}));
		this.operations.beforeDecision = () -> {
		};
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> {
			assertThat(this.app.delivered("orders")).containsExactly("o-1");
			assertThat(this.app.dropped("orders")).containsExactly("o-2");
		});
		assertThat(this.answers.asked()).isZero();
	}

	@Test
	void anOrphanIsRolledBackEvenWhileItsTransactionRuns() throws Exception {
		this.operations.loseAnswers(this.app.get(RocketMqHttpClient.class), 1);
		this.orders.place("o-1", () -> {
			this.app.broker.advance(IMMUNITY);
			await().untilAsserted(() -> assertThat(this.app.dropped("orders")).hasSize(1));
			assertThat(this.app.undecided("orders")).hasSize(1);
		});
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).hasSize(1));
	}

	@Test
	void anOrphanIsRolledBackAfterItsTransactionCommitted() throws Exception {
		this.answers.willAnswer("o-1", TransactionResolution.COMMIT);
		this.operations.loseAnswers(this.app.get(RocketMqHttpClient.class), 1);
		this.orders.place("o-1", Orders.Work.NOTHING);
		assertThat(this.app.delivered("orders")).hasSize(1);
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.dropped("orders")).hasSize(1));
		assertThat(this.app.delivered("orders")).hasSize(1);
		assertThat(this.answers.asked()).isZero();
	}

	@Test
	void whatACallLeftBehindThatCouldNotPublishIsRolledBack() {
		this.answers.willAnswer("o-1", TransactionResolution.COMMIT);
		this.operations.loseAnswers(this.app.get(RocketMqHttpClient.class), 2);
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING));
		assertThat(this.app.undecided("orders")).hasSize(2);
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.dropped("orders")).hasSize(2));
	}

	@Test
	void theHandlerIsAskedWhenTheOutcomeOfTheCommitIsUnknown() {
		this.answers.willAnswer("o-1", TransactionResolution.COMMIT);
		this.app.get(TransactionFixture.FailingTransactionManager.class).afterCommit = () -> {
			throw new TransactionSystemException("connection lost");
		};
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING));
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		assertThat(this.answers.asked()).isOne();
		await().untilAsserted(() -> assertThat(this.app.inFlight()).isEmpty());
	}

	@Test
	void theHandlerAnswersForAnInstanceThatIsGone() throws Exception {
		try (TransactionFixture gone = this.app.another(Orders.class, Orders.Undecided.class)) {
			gone.get(HookedOperations.class).beforeDecision = () -> {
				throw new IllegalStateException("killed");
			};
			gone.get(Orders.class).place("o-1", Orders.Work.NOTHING);
			gone.get(Orders.class).place("o-2", Orders.Work.NOTHING);
		}
		this.answers.willAnswer("o-1", TransactionResolution.COMMIT);
		this.answers.willAnswer("o-2", TransactionResolution.ROLLBACK);
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> {
			assertThat(this.app.delivered("orders")).containsExactly("o-1");
			assertThat(this.app.dropped("orders")).containsExactly("o-2");
		});
	}

	@Test
	void unknownNullAndAnExceptionAreAskedAgain() throws Exception {
		leaveBehind("o-unknown", "o-null", "o-exception");
		this.answers.willAnswer("o-unknown", TransactionResolution.UNKNOWN);
		this.answers.willFail("o-exception");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.answers.asked()).isEqualTo(3));
		assertThat(this.app.undecided("orders")).hasSize(3);
		for (String order : new String[] { "o-unknown", "o-null", "o-exception" }) {
			this.answers.willAnswer(order, TransactionResolution.COMMIT);
		}
		await().untilAsserted(() -> assertThat(this.app.topic("orders").inDoubt()).hasSize(3));
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).hasSize(3));
	}

	@Test
	void aSlowHandlerDoesNotHoldUpTheOthersOfItsBatch() throws Exception {
		leaveBehind("o-slow", "o-quick");
		CountDownLatch gate = this.answers.willWait("o-slow");
		this.answers.willAnswer("o-slow", TransactionResolution.COMMIT);
		this.answers.willAnswer("o-quick", TransactionResolution.COMMIT);
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-quick"));
		gate.countDown();
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).hasSize(2));
	}

	@Test
	void stoppingWaitsForTheAnswerThatIsUnderWay() throws Exception {
		leaveBehind("o-1");
		CountDownLatch gate = this.answers.willWait("o-1");
		this.answers.willAnswer("o-1", TransactionResolution.COMMIT);
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.answers.asked()).isOne());
		Thread stopping = new Thread(this.app.context::stop);
		stopping.start();
		await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
		gate.countDown();
		stopping.join();
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.get(BackCheckPollers.class).isRunning()).isFalse();
	}

	private void leaveBehind(String... orderIds) throws Exception {
		try (TransactionFixture gone = this.app.another(Orders.class, Orders.Undecided.class)) {
			gone.get(HookedOperations.class).beforeDecision = () -> {
				throw new IllegalStateException("killed");
			};
			for (String order : orderIds) {
				gone.get(Orders.class).place(order, Orders.Work.NOTHING);
			}
		}
	}

	private void awaitChecks(String topic, int checks) {
		await().untilAsserted(() -> assertThat(this.app.topic(topic).inDoubt()).isNotEmpty()
			.extracting(MessageView::times)
			.allSatisfy((times) -> assertThat(times).isGreaterThanOrEqualTo(checks)));
	}

	/**
	 * Answers as it is told.
	 */
	static class Answers {

		private final Map<String, TransactionResolution> prepared = new ConcurrentHashMap<>();

		private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

		private final Map<String, Boolean> failing = new ConcurrentHashMap<>();

		private final AtomicInteger asked = new AtomicInteger();

		@BackCheckHandler(topic = "orders")
		@Nullable TransactionResolution check(String order) throws InterruptedException {
			this.asked.incrementAndGet();
			CountDownLatch gate = this.gates.get(order);
			if (gate != null && !gate.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("nobody opened the gate");
			}
			if (this.failing.remove(order) != null) {
				throw new IllegalStateException("database away");
			}
			return this.prepared.get(order);
		}

		@BackCheckHandler(topic = "audit")
		TransactionResolution audit(String order) {
			return TransactionResolution.UNKNOWN;
		}

		@BackCheckHandler(topic = "normal")
		TransactionResolution normal(String order) {
			return TransactionResolution.UNKNOWN;
		}

		int asked() {
			return this.asked.get();
		}

		void willAnswer(String order, TransactionResolution resolution) {
			this.prepared.put(order, resolution);
		}

		void willFail(String order) {
			this.failing.put(order, true);
		}

		CountDownLatch willWait(String order) {
			return this.gates.computeIfAbsent(order, (key) -> new CountDownLatch(1));
		}

	}

}
