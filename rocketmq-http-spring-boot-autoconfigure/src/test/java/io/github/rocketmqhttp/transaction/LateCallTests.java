package io.github.rocketmqhttp.transaction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Calls out of the callbacks of a transaction that is committing, or has ended.
 */
class LateCallTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations template = this.app.get(HookedOperations.class);

	private final TransactionFixture.FailingTransactionManager manager = this.app
		.get(TransactionFixture.FailingTransactionManager.class);

	private final TransactionTemplate outer = new TransactionTemplate(this.app.get(PlatformTransactionManager.class));

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aCallWhileTheTransactionCommitsPublishesWhenItReturns() {
		this.outer.executeWithoutResult((status) -> beforeCommit(() -> {
			this.orders.confirm("o-1", Orders.Work.NOTHING);
			assertThat(this.app.undecided("orders")).containsExactly("confirmed-o-1");
		}));
		assertThat(this.app.delivered("orders")).containsExactly("confirmed-o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aProgrammaticMessageWhileTheTransactionCommitsIsPublishedAtOnce() {
		this.outer.executeWithoutResult((status) -> beforeCommit(
				() -> this.template.sendOnCommit(this.template.newMessage("m-1").topic("orders"))));
		assertThat(this.app.delivered("orders")).containsExactly("m-1");
	}

	@Test
	void aCallWhileTheTransactionCommitsIsSettledByTheLogWhenTheCommitFails() {
		this.manager.afterCommit = () -> {
			throw new DataAccessResourceFailureException("connection lost");
		};
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> this.outer.executeWithoutResult((status) -> beforeCommit(() -> {
				this.orders.place("o-1", Orders.Work.NOTHING);
				this.orders.confirm("o-2", Orders.Work.NOTHING);
			})));
		assertThat(this.app.rows()).containsExactly("o-1", "o-2");
		await().untilAsserted(
				() -> assertThat(this.app.delivered("orders")).containsExactlyInAnyOrder("o-1", "confirmed-o-2"));
	}

	@Test
	void aNewTransactionWithinTheCommitOfAnotherOneDecidesForItself() {
		this.outer.executeWithoutResult(
				(status) -> beforeCommit(() -> requiresNew(() -> this.orders.confirm("o-1", Orders.Work.NOTHING))));
		assertThat(this.app.delivered("orders")).containsExactly("confirmed-o-1");
	}

	@Test
	void joiningACommittedTransactionIsRefused() {
		boolean[] called = { false };
		this.outer.executeWithoutResult((status) -> {
			after(true, () -> refused(() -> this.orders.placeNested("o-2", () -> called[0] = true)));
			after(true, () -> refused(() -> this.orders.place("o-1", () -> called[0] = true)));
			after(true,
					() -> refused(() -> this.template.sendOnCommit(this.template.newMessage("m-1").topic("orders"))));
			after(false, () -> refused(() -> this.orders.confirm("o-3", () -> called[0] = true)));
			after(false,
					() -> refused(() -> this.template.sendOnCommit(this.template.newMessage("m-2").topic("orders"))));
		});
		assertThat(called).containsExactly(false);
		assertThat(this.app.delivered("orders")).isEmpty();
		assertThat(this.app.undecided("orders")).isEmpty();
		assertThat(this.app.get(JdbcTemplate.class)
			.queryForList("SELECT tx_id FROM rocketmq_http_transaction WHERE state <> 'I'", String.class)).isEmpty();
	}

	@Test
	void aNewTransactionInACallbackOfACommittedOneWorksWithCallsInsideIt() {
		this.outer.executeWithoutResult((status) -> {
			after(true, () -> requiresNew(() -> this.orders.place("o-1", Orders.Work.NOTHING)));
			after(true, () -> requiresNew(() -> this.orders.confirm("o-2", Orders.Work.NOTHING)));
			after(true, () -> this.orders.placeAlone("o-3",
					() -> this.template.sendOnCommit(this.template.newMessage("m-3").topic("orders"))));
			after(false, () -> requiresNew(() -> this.orders.place("o-4", Orders.Work.NOTHING)));
			after(false, () -> this.orders.placeAlone("o-5",
					() -> this.template.sendOnCommit(this.template.newMessage("m-5").topic("orders"))));
		});
		assertThat(this.app.rows()).containsExactly("o-1", "o-2", "o-3", "o-4", "o-5");
		assertThat(this.app.delivered("orders")).containsExactlyInAnyOrder("o-1", "confirmed-o-2", "o-3", "m-3", "o-4",
				"o-5", "m-5");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aNewTransactionInACallbackIsToldApartFromTheOneThatHasEnded() {
		this.outer.executeWithoutResult((status) -> after(true, () -> requiresNew(() -> {
			after(true, () -> {
			});
			this.orders.place("o-1", Orders.Work.NOTHING);
		})));
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	private void refused(Orders.Work work) {
		assertThatExceptionOfType(IllegalTransactionStateException.class).isThrownBy(work::run)
			.withMessageContaining("REQUIRES_NEW");
	}

	private void requiresNew(Orders.Work work) {
		TransactionTemplate alone = new TransactionTemplate(this.manager);
		alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		alone.executeWithoutResult((status) -> run(work));
	}

	private static void beforeCommit(Orders.Work work) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void beforeCommit(boolean readOnly) {
				LateCallTests.run(work);
			}
		});
	}

	private static void after(boolean commit, Orders.Work work) {
		TransactionSynchronizationManager.registerSynchronization(new After(commit, work));
	}

	private static void run(Orders.Work work) {
		try {
			work.run();
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Work in one of the callbacks after the commit.
	 */
	private record After(boolean commit, Orders.Work work) implements TransactionSynchronization {

		@Override
		public void afterCommit() {
			if (this.commit) {
				LateCallTests.run(this.work);
			}
		}

		@Override
		public void afterCompletion(int status) {
			if (!this.commit) {
				LateCallTests.run(this.work);
			}
		}

	}

}
