package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.TransportException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Decisions in the background, and what is counted of decisions.
 */
class CompletionTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class,
			InBackground.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	private final TransactionFixture.Counts counts = this.app.get(TransactionFixture.Counts.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void theCallReturnsWhileItsMessageIsStillInFlight() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		this.operations.beforeDecision = () -> pass(gate);
		this.orders.place("o-1", Orders.Work.NOTHING);
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).singleElement()
			.satisfies((entry) -> assertThat(entry.state()).isEqualTo(InFlightTransaction.State.COMMITTED));
		gate.countDown();
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.app.inFlight()).isEmpty());
		assertThat(this.counts.seen).containsExactly("COMMITTED/INLINE");
	}

	@Test
	void aDecisionThatFailsIsTriedAgainWhileItsHandleLives() throws Exception {
		AtomicInteger failures = new AtomicInteger(2);
		this.operations.beforeDecision = () -> {
			if (failures.getAndDecrement() > 0) {
				throw new TransportException("cut", null, true, true);
			}
		};
		this.orders.place("o-1", Orders.Work.NOTHING);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.counts.seen).containsExactly("COMMITTED/INLINE"));
	}

	@Test
	void aDecisionWhoseHandleIsDeadIsLeftToTheBackCheck() throws Exception {
		this.operations.beforeDecision = () -> {
			this.app.get(SettableClock.class).advance(Duration.ofSeconds(30));
			throw new TransportException("cut", null, true, true);
		};
		this.orders.place("o-1", Orders.Work.NOTHING);
		await().untilAsserted(() -> assertThat(this.counts.seen).containsExactly("COMMITTED/LATE"));
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		this.operations.beforeDecision = () -> {
		};
		this.app.broker.advance(Duration.ofSeconds(31));
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(
				() -> assertThat(this.counts.seen).containsExactly("COMMITTED/LATE", "COMMITTED/BACK_CHECK"));
	}

	@Test
	void aDecisionThatIsRefusedIsNotTriedAgain() throws Exception {
		AtomicInteger tried = new AtomicInteger();
		this.operations.beforeDecision = () -> {
			tried.incrementAndGet();
			throw new IllegalStateException("refused");
		};
		this.orders.place("o-1", Orders.Work.NOTHING);
		await().untilAsserted(() -> assertThat(this.counts.seen).containsExactly("COMMITTED/FAILED"));
		assertThat(tried).hasValue(1);
	}

	@Test
	void noMoreThanTheBoundIsTakenOver() {
		CountDownLatch gate = new CountDownLatch(1);
		AtomicInteger done = new AtomicInteger();
		try (BackgroundDecisions decisions = new BackgroundDecisions("completion-", Duration.ofSeconds(5))) {
			BackgroundDecisions.Task waiting = task(() -> {
				pass(gate);
				done.incrementAndGet();
			});
			for (int i = 0; i < BackgroundDecisions.CAPACITY; i++) {
				assertThat(decisions.submit(waiting)).isTrue();
			}
			assertThat(decisions.submit(waiting)).isFalse();
			gate.countDown();
			await().until(() -> done.get() == BackgroundDecisions.CAPACITY);
			await().until(() -> decisions.submit(waiting));
		}
	}

	@Test
	void anErrorOfADecisionKeepsNoRoomAndEndsNoThread() {
		try (BackgroundDecisions decisions = new BackgroundDecisions("completion-", Duration.ofSeconds(5))) {
			for (int i = 0; i < BackgroundDecisions.CAPACITY + 10; i++) {
				await().pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(1))
					.until(() -> decisions.submit(task(() -> {
						throw new StackOverflowError();
					})));
			}
			AtomicInteger done = new AtomicInteger();
			await().until(() -> decisions.submit(task(done::incrementAndGet)));
			await().until(() -> done.get() == 1);
		}
	}

	@Test
	void aThreadThatCannotBeMadeLeavesTheDecisionToTheCallerAndTakesNoRoom() {
		AtomicInteger missing = new AtomicInteger(BackgroundDecisions.CAPACITY + 10);
		AtomicInteger done = new AtomicInteger();
		ThreadFactory threads = (work) -> {
			if (missing.getAndDecrement() > 0) {
				throw new InternalError("unable to create native thread");
			}
			return new Thread(work);
		};
		try (BackgroundDecisions decisions = new BackgroundDecisions(Duration.ofSeconds(5), threads)) {
			for (int i = 0; i < BackgroundDecisions.CAPACITY + 10; i++) {
				assertThat(decisions.submit(task(done::incrementAndGet))).isFalse();
			}
			assertThat(done).hasValue(0);
			assertThat(decisions.submit(task(done::incrementAndGet))).isTrue();
			await().until(() -> done.get() == 1);
		}
		assertThat(done).as("what was given back is not done here, too").hasValue(1);
	}

	@Test
	void aRepetitionThatNoThreadCanBeMadeForIsTheLastAttempt() {
		AtomicInteger made = new AtomicInteger();
		AtomicInteger attempts = new AtomicInteger();
		AtomicInteger lastAttempts = new AtomicInteger();
		ThreadFactory threads = (work) -> {
			if (made.incrementAndGet() > 1) {
				throw new InternalError("unable to create native thread");
			}
			return new Thread(work);
		};
		try (BackgroundDecisions decisions = new BackgroundDecisions(Duration.ofSeconds(5), threads)) {
			decisions.submit(new BackgroundDecisions.Task() {
				@Override
				public boolean isInTime(Duration ahead) {
					return true;
				}

				@Override
				public boolean attempt(boolean last) {
					attempts.incrementAndGet();
					lastAttempts.addAndGet(last ? 1 : 0);
					return last;
				}
			});
			await().until(() -> lastAttempts.get() == 1);
			assertThat(attempts).hasValue(2);
		}
		assertThat(attempts).hasValue(2);
	}

	@Test
	void closingDoesNotWaitLongerThanItsTimeout() {
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		BackgroundDecisions decisions = new BackgroundDecisions("completion-", Duration.ofMillis(50));
		decisions.submit(task(() -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		}));
		decisions.close();
		await().until(() -> interrupted.getCount() == 0);
		assertThat(decisions.submit(task(() -> {
		}))).isFalse();
	}

	private static void pass(CountDownLatch gate) {
		try {
			assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static BackgroundDecisions.Task task(Runnable work) {
		return new BackgroundDecisions.Task() {
			@Override
			public boolean isInTime(Duration ahead) {
				return true;
			}

			@Override
			public boolean attempt(boolean last) {
				work.run();
				return true;
			}
		};
	}

	/** {@code rocketmq-http.transaction.completion=async}. */
	@Configuration(proxyBeanMethods = false)
	static class InBackground {

		@Bean
		CompletionMode completion() {
			return CompletionMode.ASYNC;
		}

	}

}
