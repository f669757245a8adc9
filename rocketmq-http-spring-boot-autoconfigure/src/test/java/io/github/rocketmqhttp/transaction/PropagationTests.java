package io.github.rocketmqhttp.transaction;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Messages follow the transaction that their call is part of, whoever began it.
 */
class PropagationTests {

	final TransactionFixture app = TransactionFixture.start(Orders.class, answerer());

	final Orders orders = this.app.get(Orders.class);

	final TransactionTemplate outer = new TransactionTemplate(this.app.get(PlatformTransactionManager.class));

	/** Answers back-checks. */
	Class<?> answerer() {
		return Orders.Undecided.class;
	}

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aJoinedTransactionDecidesWhenItCommits() {
		this.outer.executeWithoutResult((status) -> {
			call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
			assertThat(this.app.undecided("orders")).containsExactly("o-1");
			assertThat(this.app.inFlight()).hasSize(1);
		});
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aJoinedTransactionThatRollsBackLaterTakesTheMessageWithIt() {
		this.outer.executeWithoutResult((status) -> {
			call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
			status.setRollbackOnly();
		});
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void aFailureThatTheOuterTransactionSwallowsStillRollsEverythingBack() {
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> this.outer.executeWithoutResult((status) -> {
				call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
				assertThatIllegalStateException().isThrownBy(() -> this.orders.place("o-2", () -> {
					throw new IllegalStateException();
				}));
			}));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactlyInAnyOrder("o-1", "o-2");
		assertThat(this.app.delivered("orders")).isEmpty();
	}

	@Test
	void requiresNewDecidesForItself() {
		this.outer.executeWithoutResult((status) -> {
			call(() -> this.orders.place("o-outer", Orders.Work.NOTHING));
			call(() -> this.orders.placeAlone("o-inner", Orders.Work.NOTHING));
			assertThat(this.app.delivered("orders")).containsExactly("o-inner");
			status.setRollbackOnly();
		});
		assertThat(this.app.rows()).containsExactly("o-inner");
		assertThat(this.app.delivered("orders")).containsExactly("o-inner");
		assertThat(this.app.dropped("orders")).containsExactly("o-outer");
	}

	@Test
	void theMessagesOfATransactionCanBeAskedForWhileItRuns() {
		assertThat(InFlightTransactions.idsOfCurrentTransaction()).isEmpty();
		this.outer.executeWithoutResult((status) -> {
			assertThat(InFlightTransactions.idsOfCurrentTransaction()).isEmpty();
			call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
			List<String> outerIds = InFlightTransactions.idsOfCurrentTransaction();
			assertThat(outerIds).hasSize(1).isEqualTo(ids());
			call(() -> this.orders.placeAlone("o-2",
					() -> assertThat(InFlightTransactions.idsOfCurrentTransaction()).hasSize(1)
						.doesNotContainAnyElementsOf(outerIds)));
			call(() -> this.orders.place("o-3", Orders.Work.NOTHING));
			assertThat(InFlightTransactions.idsOfCurrentTransaction()).hasSize(2)
				.startsWith(outerIds.get(0))
				.containsExactlyInAnyOrderElementsOf(ids());
		});
		assertThat(InFlightTransactions.idsOfCurrentTransaction()).isEmpty();
	}

	private List<String> ids() {
		return this.app.inFlight().stream().map(InFlightTransaction::id).toList();
	}

	@Test
	void aNestedTransactionThatRollsBackToItsSavepointDropsOnlyItsMessage() {
		this.outer.executeWithoutResult((status) -> {
			call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
			assertThatIllegalStateException().isThrownBy(() -> this.orders.placeNested("o-2", () -> {
				call(() -> this.orders.place("o-3", Orders.Work.NOTHING));
				throw new IllegalStateException();
			}));
			call(() -> this.orders.placeNested("o-4", Orders.Work.NOTHING));
		});
		assertThat(this.app.rows()).containsExactly("o-1", "o-4");
		assertThat(this.app.delivered("orders")).containsExactlyInAnyOrder("o-1", "o-4");
		assertThat(this.app.dropped("orders")).containsExactlyInAnyOrder("o-2", "o-3");
	}

	@Test
	void aNestedTransactionFollowsTheOuterOneWhenItWentWell() {
		this.outer.executeWithoutResult((status) -> {
			call(() -> this.orders.placeNested("o-1", Orders.Work.NOTHING));
			status.setRollbackOnly();
		});
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void aSavepointMadeByHandCountsToo() {
		this.outer.executeWithoutResult((status) -> {
			Object savepoint = status.createSavepoint();
			call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
			status.rollbackToSavepoint(savepoint);
			call(() -> this.orders.place("o-2", Orders.Work.NOTHING));
		});
		assertThat(this.app.rows()).containsExactly("o-2");
		assertThat(this.app.delivered("orders")).containsExactly("o-2");
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void nestedWithoutAnOuterTransactionIsOneOfItsOwn() throws Exception {
		this.orders.placeNested("o-1", Orders.Work.NOTHING);
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void mandatoryNeedsAnOuterTransactionAndFollowsIt() {
		boolean[] called = { false };
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> this.orders.placeWithin("o-1", () -> called[0] = true));
		assertThat(called).containsExactly(false);
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		this.outer.executeWithoutResult((status) -> call(() -> this.orders.placeWithin("o-2", Orders.Work.NOTHING)));
		assertThat(this.app.delivered("orders")).containsExactly("o-2");
	}

	@Test
	void supportsWithoutATransactionIsRefusedBeforeAnyWork() {
		boolean[] called = { false };
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> this.orders.placeMaybe("o-1", () -> called[0] = true))
			.withMessageContaining("placeMaybe")
			.withMessageContaining("REQUIRED");
		assertThat(called).containsExactly(false);
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		this.outer.executeWithoutResult((status) -> call(() -> this.orders.placeMaybe("o-2", Orders.Work.NOTHING)));
		assertThat(this.app.delivered("orders")).containsExactly("o-2");
	}

	@Test
	void annotatedCallsWithinEachOtherShareTheOutcomeOfTheirTransaction() {
		assertThatIllegalStateException().isThrownBy(() -> this.orders.place("o-1", () -> {
			this.orders.place("o-2", Orders.Work.NOTHING);
			this.orders.placeAlone("o-3", Orders.Work.NOTHING);
			throw new IllegalStateException();
		}));
		assertThat(this.app.rows()).containsExactly("o-3");
		assertThat(this.app.delivered("orders")).containsExactly("o-3");
		assertThat(this.app.dropped("orders")).containsExactlyInAnyOrder("o-1", "o-2");
	}

	static void call(Orders.Work work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
