package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionResolution;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the log promises while nobody disturbs anybody.
 */
class LogContractTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@EachDatabase
	void aCommittedTransactionIsCommittedForItsAttemptsAndRolledBackForOrphans(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();

			bench.commit(id, "1", "12");

			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.COMMIT);
			assertThat(bench.log.resolve(id, "12", null)).isEqualTo(TransactionResolution.COMMIT);
			assertThat(bench.log.resolve(id, "2", null)).isEqualTo(TransactionResolution.ROLLBACK);
			assertThat(bench.states()).containsExactly("C");
		}
	}

	@EachDatabase
	void anAmendedRowCountsAsItWasWhenItCommitted(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();

			TransactionStatus status = bench.begin(id, "1");
			bench.log.amend(id, List.of("2"));
			bench.manager.commit(status);

			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
			assertThat(bench.log.resolve(id, "2", null)).isEqualTo(TransactionResolution.COMMIT);
		}
	}

	@EachDatabase
	void aTransactionThatNobodyKnowsIsFencedForGood(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();

			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);

			assertThat(bench.states()).containsExactly("R");
			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
			assertThatExceptionOfType(TransactionFencedException.class)
				.isThrownBy(() -> bench.transaction()
					.executeWithoutResult((status) -> bench.log.record(id, List.of("1"), bench.log.identity())))
				.satisfies((ex) -> assertThat(ex.getTransactionId()).isEqualTo(id));
			assertThat(bench.states()).containsExactly("R");
		}
	}

	@EachDatabase
	void aTombstoneFencesATransactionWhoseSnapshotIsOlder(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			bench.jdbc.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
			for (int isolation : List.of(TransactionDefinition.ISOLATION_READ_COMMITTED,
					TransactionDefinition.ISOLATION_REPEATABLE_READ, TransactionDefinition.ISOLATION_SERIALIZABLE)) {
				String id = LogBench.newId();
				TransactionStatus status = bench.begin(isolation);
				assertThat(bench.jdbc.queryForList("SELECT id FROM orders")).isEmpty();

				assertThat(bench.check(id, "1")).succeedsWithin(SOON).isEqualTo(TransactionResolution.ROLLBACK);

				assertThatExceptionOfType(TransactionFencedException.class).as("isolation %s", isolation)
					.isThrownBy(() -> bench.log.record(id, List.of("1"), bench.log.identity()));
				bench.manager.rollback(status);
			}
		}
	}

	@EachDatabase
	void aRolledBackTransactionIsRolledBack(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();

			bench.manager.rollback(bench.begin(id, "1"));

			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
			assertThat(bench.states()).containsExactly("R");
		}
	}

	@EachDatabase
	void aRowIsWrittenInTheTransactionOfItsDataSourceOrNotAtAll(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> bench.log.record(LogBench.newId(), List.of("1"), bench.log.identity()))
				.withMessageContaining("no transaction of its data source");
			bench.transaction().executeWithoutResult((status) -> {
				setAutoCommit(bench, true);
				assertThatExceptionOfType(TransactionLogException.class)
					.isThrownBy(() -> bench.log.record(LogBench.newId(), List.of("1"), bench.log.identity()))
					.withMessageContaining("auto-commit");
				setAutoCommit(bench, false);
			});
			assertThat(bench.states()).isEmpty();
		}
	}

	@EachDatabase
	void moreAttemptsThanARowHoldsAreRefusedAlsoWhenTheyComeLate(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			// MariaDB cuts what is too long, unless it is in its strict mode.
			String[] attempts = IntStream.range(0, 300).mapToObj(Integer::toString).toArray(String[]::new);
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> bench.transaction().executeWithoutResult((status) -> {
					bench.log.record(LogBench.newId(), List.of(attempts), bench.log.identity());
				}))
				.withMessageContaining("300 messages");
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> bench.transaction().executeWithoutResult((status) -> {
					String id = LogBench.newId();
					bench.log.record(id, List.of("1"), bench.log.identity());
					bench.log.amend(id, List.of(attempts));
				}))
				.withMessageContaining("300 messages");
			assertThat(bench.states()).isEmpty();
		}
	}

	@EachDatabase
	void aRowThatIsNotOursStaysInDoubt(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();
			bench.jdbc.update("INSERT INTO " + JdbcTransactionLogSettings.DEFAULT_TABLE_NAME
					+ " (tx_id, state, attempts) VALUES (?, 'X', '1')", id);

			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
			assertThat(bench.states()).containsExactly("X");
		}
	}

	@EachDatabase
	void anIdThatIsNotOursLeavesNothingBehind(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			for (String id : List.of("", "zzzz", "ä", "identity", "ffffffff-ffff-7fff-bfff-ffffffffffff",
					"x".repeat(10_000), UUID.randomUUID().toString(), "00000000-0000-7000-8000-000000000000")) {
				assertThat(bench.log.resolve(id, "1", null)).as(id).isEqualTo(TransactionResolution.UNKNOWN);
			}
			assertThat(bench.states()).isEmpty();
		}
	}

	private static void setAutoCommit(LogBench bench, boolean on) {
		bench.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
			connection.setAutoCommit(on);
			return on;
		});
	}

}
