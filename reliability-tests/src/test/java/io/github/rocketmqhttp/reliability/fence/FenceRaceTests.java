package io.github.rocketmqhttp.reliability.fence;

import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A back-check that arrives at every point of a slow transaction, answered by another
 * instance that knows nothing but the database.
 */
class FenceRaceTests {

	private static final List<Integer> ISOLATIONS = List.of(TransactionDefinition.ISOLATION_READ_COMMITTED,
			TransactionDefinition.ISOLATION_REPEATABLE_READ, TransactionDefinition.ISOLATION_SERIALIZABLE);

	private static final List<Moment> BEFORE_THE_ROW = List.of(Moment.PUBLISHED, Moment.BEFORE_BEGIN, Moment.BEGUN);

	private static final List<Moment> WHILE_IT_RUNS = List.of(Moment.METHOD_ENTERED, Moment.METHOD_LEFT,
			Moment.BEFORE_COMMIT);

	@EachDatabase
	void aCheckBeforeTheRowFencesTheCallWhichMayBeRepeatedAtOnce(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			List<String> orders = new ArrayList<>();
			for (int isolation : ISOLATIONS) {
				app.manager.isolation(isolation);
				for (Moment moment : BEFORE_THE_ROW) {
					String order = moment + "-" + isolation;
					orders.add(order);
					List<TransactionResolution> answers = checkAt(app, moment);

					assertThatExceptionOfType(TransactionFencedException.class).as(order)
						.isThrownBy(() -> app.orders.place(order));

					assertThat(answers).as(order).containsExactly(TransactionResolution.ROLLBACK);
					await().untilAsserted(() -> assertThat(app.dropped()).containsExactlyElementsOf(orders));
					assertThat(app.rows()).doesNotContain(order);

					app.orders.place(order);
				}
			}
			assertThat(app.rows()).containsExactlyInAnyOrderElementsOf(orders);
			assertThat(app.delivered()).containsExactlyElementsOf(orders);
			assertThat(app.undecided()).isEmpty();
		}
	}

	@EachDatabase
	void anOuterTransactionThatSwallowsTheFenceCannotCommit(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			for (int isolation : ISOLATIONS) {
				app.manager.isolation(isolation);
				assertSwallowedFenceRollsBack(app, () -> app.orders.place("inner"));
				assertSwallowedFenceRollsBack(app, () -> app.orders.placeWhateverHappens("inner"));
			}
		}
	}

	@EachDatabase
	void aRunningTransactionIsUnknownAtEveryPointAndThenCommitted(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			for (int i = 0; i < ISOLATIONS.size(); i++) {
				app.manager.isolation(ISOLATIONS.get(i));
				Moment moment = WHILE_IT_RUNS.get(i);
				String order = "order-" + i;
				List<TransactionResolution> answers = checkAt(app, moment);

				app.orders.place(order);

				assertThat(answers).as("%s", moment).containsExactly(TransactionResolution.UNKNOWN);
				// The handle of the publisher is dead by now.
				assertThat(app.undecided()).containsExactly(order);
				assertThat(app.check()).isEqualTo(TransactionResolution.COMMIT);
				await().untilAsserted(() -> assertThat(app.delivered()).contains(order));
			}
			assertThat(app.delivered()).containsExactly("order-0", "order-1", "order-2");
			assertThat(app.dropped()).isEmpty();
		}
	}

	@EachDatabase
	void aRunningTransactionIsUnknownAndThenRolledBack(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			List<TransactionResolution> answers = checkAt(app, Moment.METHOD_LEFT);

			assertThatIllegalStateException().isThrownBy(() -> app.orders.place(SlowOrders.REFUSED));

			assertThat(answers).containsExactly(TransactionResolution.UNKNOWN);
			assertThat(app.check()).isEqualTo(TransactionResolution.ROLLBACK);
			await().untilAsserted(() -> assertThat(app.dropped()).containsExactly(SlowOrders.REFUSED));
			assertThat(app.delivered()).isEmpty();
			assertThat(app.rows()).isEmpty();
		}
	}

	@EachDatabase
	void aMessageOfTheEndOfTheMethodIsUnknownUntilTheCommit(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			for (Moment moment : List.of(Moment.PUBLISHED, Moment.BEFORE_COMMIT)) {
				String order = "order-" + moment;
				List<TransactionResolution> answers = checkAt(app, moment);

				app.orders.confirm(order);

				assertThat(answers).as("%s", moment).containsExactly(TransactionResolution.UNKNOWN);
				assertThat(app.check()).isEqualTo(TransactionResolution.COMMIT);
				await().untilAsserted(() -> assertThat(app.delivered()).contains(order));
			}
			assertThat(app.dropped()).isEmpty();
		}
	}

	@EachDatabase
	void aCheckBetweenTheOutcomeAndPhaseTwoKnowsTheOutcome(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			for (int isolation : ISOLATIONS) {
				app.manager.isolation(isolation);
				List<TransactionResolution> early = checkAt(app, Moment.COMMITTED);
				app.orders.place("early-" + isolation);
				assertThat(early).containsExactly(TransactionResolution.COMMIT);
				app.awaitDecisions();

				List<TransactionResolution> late = checkAt(app, Moment.COMMITTED);
				app.orders.confirm("late-" + isolation);
				assertThat(late).containsExactly(TransactionResolution.COMMIT);
				app.awaitDecisions();

				List<TransactionResolution> refused = checkAt(app, Moment.ROLLED_BACK);
				assertThatIllegalStateException().isThrownBy(() -> app.orders.place(SlowOrders.REFUSED));
				assertThat(refused).containsExactly(TransactionResolution.ROLLBACK);
				app.awaitDecisions();
			}
			assertThat(app.delivered()).containsExactlyInAnyOrderElementsOf(app.rows()).hasSize(6);
			assertThat(app.dropped()).hasSize(3).containsOnly(SlowOrders.REFUSED);
		}
	}

	@EachDatabase
	void nothingIsAskedAfterPhaseTwo(TestDatabase database) {
		try (TwoInstances app = new TwoInstances(database)) {
			app.orders.place("early");
			app.orders.confirm("late");
			assertThatIllegalStateException().isThrownBy(() -> app.orders.confirm(SlowOrders.REFUSED));

			assertThat(app.delivered()).containsExactly("early", "late");
			assertThat(app.undecided()).isEmpty();
			assertThat(app.dropped()).isEmpty();
		}
	}

	private static void assertSwallowedFenceRollsBack(TwoInstances app, ThrowingCallable call) {
		List<TransactionResolution> answers = checkAt(app, Moment.PUBLISHED);

		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> new TransactionTemplate(app.manager).executeWithoutResult((status) -> {
				app.jdbc.update("INSERT INTO orders VALUES ('outer')");
				assertThatExceptionOfType(TransactionFencedException.class).isThrownBy(call);
			}));

		assertThat(answers).containsExactly(TransactionResolution.ROLLBACK);
		app.awaitDecisions();
		assertThat(app.rows()).isEmpty();
		assertThat(app.delivered()).isEmpty();
	}

	private static List<TransactionResolution> checkAt(TwoInstances app, Moment moment) {
		List<TransactionResolution> answers = new ArrayList<>();
		app.moments.next(moment, () -> answers.add(app.check()));
		return answers;
	}

}
