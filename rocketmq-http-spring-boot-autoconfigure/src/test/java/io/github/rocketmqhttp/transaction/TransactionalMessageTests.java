package io.github.rocketmqhttp.transaction;

import java.io.IOException;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The life of one transactional message in a transaction of its own.
 */
class TransactionalMessageTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Orders.Undecided.class);

	private final Orders orders = this.app.get(Orders.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aCommittedTransactionDeliversItsMessage() throws Exception {
		assertThat(this.orders.place("o-1", Orders.Work.NOTHING)).isEqualTo("o-1");
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void theMessageIsInvisibleWhileTheMethodRuns() throws Exception {
		this.orders.place("o-1", () -> {
			assertThat(this.app.undecided("orders")).containsExactly("o-1");
			assertThat(this.app.delivered("orders")).isEmpty();
			assertThat(this.app.inFlight()).singleElement().satisfies((transaction) -> {
				assertThat(transaction.state()).isEqualTo(InFlightTransaction.State.RUNNING);
				assertThat(transaction.messages()).singleElement()
					.satisfies((message) -> assertThat(message.topic()).isEqualTo("orders"));
			});
		});
	}

	@Test
	void aRolledBackTransactionDropsItsMessageAndTheCallerSeesItsOwnException() {
		IllegalStateException failure = new IllegalStateException("no stock");
		assertThatThrownBy(() -> this.orders.place("o-1", () -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).isEmpty();
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aCheckedExceptionCommitsAsItDoesInSpring() {
		IOException failure = new IOException("told the caller, kept the order");
		assertThatThrownBy(() -> this.orders.place("o-1", () -> {
			throw failure;
		})).isSameAs(failure);
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void rollbackForIsPassedOnToSpring() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.orders.placeStrictly("o-1", () -> {
			throw new IOException();
		}));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void rollbackOnlyWithoutAnExceptionDropsTheMessage() throws Exception {
		this.orders.place("o-1", () -> TransactionAspectSupport.currentTransactionStatus().setRollbackOnly());
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void noConnectionIsHeldWhileTheBrokerIsSpokenTo() throws Exception {
		JdbcConnectionPool pool = this.app.get(JdbcConnectionPool.class);
		HookedOperations operations = this.app.get(HookedOperations.class);
		operations.beforePublish = () -> assertThat(pool.getActiveConnections()).isZero();
		int[] heldAtDecision = { -1 };
		operations.beforeDecision = () -> heldAtDecision[0] = pool.getActiveConnections();
		this.orders.place("o-1", () -> assertThat(pool.getActiveConnections()).isEqualTo(1));
		assertThat(heldAtDecision).containsExactly(0);
	}

	@Test
	void aTransactionThatCannotBeginDropsTheMessage() {
		CannotCreateTransactionException failure = new CannotCreateTransactionException("no connection");
		this.app.get(TransactionFixture.FailingTransactionManager.class).beforeBegin = () -> {
			throw failure;
		};
		assertThatThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING)).isSameAs(failure);
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

}
