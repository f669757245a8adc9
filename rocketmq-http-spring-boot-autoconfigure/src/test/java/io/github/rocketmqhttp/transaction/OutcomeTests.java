package io.github.rocketmqhttp.transaction;

import java.time.Duration;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What counts is the transaction's status, and nothing of telling it to the broker
 * reaches the caller.
 */
class OutcomeTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Orders.Undecided.class);

	private final Orders orders = this.app.get(Orders.class);

	private final TransactionFixture.FailingTransactionManager manager = this.app
		.get(TransactionFixture.FailingTransactionManager.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aCommitWhoseOutcomeIsUnknownDecidesNothing() {
		TransactionSystemException failure = new TransactionSystemException("connection lost");
		this.manager.afterCommit = () -> {
			throw failure;
		};
		assertThatThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING)).isSameAs(failure);
		assertThat(this.app.rows()).containsExactly("o-1");
		assertNothingDecided();
	}

	@Test
	void aCommitThatFailedBeforeItReachedTheDatabaseDecidesNothingEither() {
		this.manager.beforeCommit = () -> {
			throw new TransactionSystemException("connection lost");
		};
		assertThatThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING))
			.isInstanceOf(TransactionSystemException.class);
		assertNothingDecided();
	}

	@Test
	void aRollbackThatTheManagerReportsAfterAFailedCommitIsNotBelieved() {
		this.manager.afterCommit = () -> {
			throw new DataAccessResourceFailureException("connection lost");
		};
		assertThatThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING))
			.isInstanceOf(DataAccessResourceFailureException.class);
		assertThat(this.app.rows()).containsExactly("o-1");
		assertNothingDecided();
	}

	@Test
	void anExceptionAfterTheCommitDoesNotUndoIt() {
		IllegalStateException failure = new IllegalStateException("listener");
		assertThatThrownBy(() -> this.orders.place("o-1",
				() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void afterCommit() {
						throw failure;
					}
				})))
			.isSameAs(failure);
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void aBrokerThatIsGoneAfterTheCommitIsNoFailureOfTheCaller() throws Exception {
		assertThat(this.orders.place("o-1", this.app.broker::close)).isEqualTo("o-1");
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.inFlight()).singleElement()
			.satisfies((transaction) -> assertThat(transaction.state()).isEqualTo(State.COMMITTED));
	}

	@Test
	void aBrokerThatIsGoneDoesNotHideTheCallersException() {
		IllegalStateException failure = new IllegalStateException("no stock");
		assertThatThrownBy(() -> this.orders.place("o-1", () -> {
			this.app.broker.close();
			throw failure;
		})).isSameAs(failure);
		assertThat(this.app.inFlight()).singleElement()
			.satisfies((transaction) -> assertThat(transaction.state()).isEqualTo(State.ROLLED_BACK));
	}

	@Test
	void evenAnErrorWhileTellingTheBrokerDoesNotReachTheCaller() throws Exception {
		this.app.get(HookedOperations.class).beforeDecision = () -> {
			throw new StackOverflowError();
		};
		assertThat(this.orders.place("o-1", Orders.Work.NOTHING)).isEqualTo("o-1");
		assertThat(this.app.inFlight()).hasSize(1);
	}

	@Test
	void aMetricThatFailsDoesNotReachTheCaller() throws Exception {
		this.app.get(TransactionFixture.Counts.class).failure = () -> {
			throw new IllegalStateException("no such meter");
		};
		assertThat(this.orders.place("o-1", Orders.Work.NOTHING)).isEqualTo("o-1");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aMetricThatFailsHidesNeitherTheCallersExceptionNorAnUnknownOutcome() {
		this.app.get(TransactionFixture.Counts.class).failure = () -> {
			throw new NoSuchMethodError("counter");
		};
		IllegalStateException failure = new IllegalStateException("no stock");
		assertThatThrownBy(() -> this.orders.place("o-1", () -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		TransactionSystemException lost = new TransactionSystemException("connection lost");
		this.manager.afterCommit = () -> {
			throw lost;
		};
		assertThatThrownBy(() -> this.orders.place("o-2", Orders.Work.NOTHING)).isSameAs(lost);
		assertThat(this.app.get(InFlightTransactions.class).inDoubt().list()).hasSize(1);
	}

	@Test
	void aTransactionThatTookLongerThanTheImmunityTimeIsLeftToTheBackCheck() throws Exception {
		boolean[] tried = { false };
		this.app.get(HookedOperations.class).beforeDecision = () -> tried[0] = true;
		this.orders.place("o-1", () -> this.app.get(SettableClock.class).advance(Duration.ofSeconds(30)));
		assertThat(tried).containsExactly(false);
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).singleElement()
			.satisfies((transaction) -> assertThat(transaction.state()).isEqualTo(State.COMMITTED));
	}

	@Test
	void theImmunityTimeIsReckonedFromBeforePublishing() throws Exception {
		SettableClock clock = this.app.get(SettableClock.class);
		this.app.get(HookedOperations.class).onAttempt = (topic, message) -> clock.advance(Duration.ofSeconds(20));
		this.orders.place("o-1", () -> clock.advance(Duration.ofSeconds(10)));
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
	}

	@Test
	void aTransactionThatIsForgottenTellsTheBrokerNothing() throws Exception {
		this.orders.place("o-1", this::forget);
		assertThatThrownBy(() -> this.orders.place("o-2", () -> {
			forget();
			throw new IllegalStateException("no stock");
		})).isInstanceOf(IllegalStateException.class);
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.undecided("orders")).containsExactly("o-1", "o-2");
		assertThat(this.app.inFlight()).isEmpty();
		assertThat(this.app.get(InFlightTransactions.class).inDoubt().list()).isEmpty();
	}

	private void forget() {
		InFlightTransactions.idsOfCurrentTransaction().forEach(this.app.get(InFlightTransactions.class)::forget);
	}

	private void assertNothingDecided() {
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).singleElement()
			.satisfies((transaction) -> assertThat(transaction.state()).isEqualTo(State.IN_DOUBT));
	}

}
