package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionResolution;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A back-check and the transaction that it asks about meet at the same row.
 */
class LogRaceTests {

	private static final int SIDE_BY_SIDE = 4;

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Duration PATIENT = Duration.ofSeconds(5);

	@EachDatabase
	void aRunningTransactionIsUnknownAfterTheCheckTimeout(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();
			TransactionStatus status = bench.begin(id, "1");

			long start = System.nanoTime();
			assertThat(bench.check(id, "1")).succeedsWithin(SOON).isEqualTo(TransactionResolution.UNKNOWN);

			// The driver's own timer may be a little early; late is only a busy machine.
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(800), SOON);
			bench.manager.commit(status);
			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.COMMIT);
		}
	}

	@EachDatabase
	void aTransactionThatCommitsWhileTheCheckWaitsIsCommitted(TestDatabase database) {
		try (LogBench bench = new LogBench(database, LogBench.patientPool(database), PATIENT)) {
			String id = LogBench.newId();
			TransactionStatus status = bench.begin(id, "1");
			Future<TransactionResolution> check = bench.check(id, "1");
			bench.awaitLockWaits(1);

			bench.manager.commit(status);

			assertThat(check).succeedsWithin(SOON).isEqualTo(TransactionResolution.COMMIT);
			assertThat(bench.states()).containsExactly("C");
		}
	}

	@EachDatabase
	void anOrphanOfATransactionThatCommitsWhileTheCheckWaitsIsRolledBack(TestDatabase database) {
		try (LogBench bench = new LogBench(database, LogBench.patientPool(database), PATIENT)) {
			String id = LogBench.newId();
			TransactionStatus status = bench.begin(id, "2");
			Future<TransactionResolution> check = bench.check(id, "1");
			bench.awaitLockWaits(1);

			bench.manager.commit(status);

			assertThat(check).succeedsWithin(SOON).isEqualTo(TransactionResolution.ROLLBACK);
		}
	}

	@EachDatabase
	void aTransactionThatRollsBackWhileTheCheckWaitsIsFenced(TestDatabase database) {
		try (LogBench bench = new LogBench(database, LogBench.patientPool(database), PATIENT)) {
			String id = LogBench.newId();
			TransactionStatus status = bench.begin(id, "1");
			Future<TransactionResolution> check = bench.check(id, "1");
			bench.awaitLockWaits(1);

			bench.manager.rollback(status);

			assertThat(check).succeedsWithin(SOON).isEqualTo(TransactionResolution.ROLLBACK);
			assertThat(bench.states()).containsExactly("R");
		}
	}

	@EachDatabase
	void aTransactionThatBeginsWhileItsTombstoneIsWrittenWaitsAndIsFenced(TestDatabase database) {
		try (LogBench bench = new LogBench(database, LogBench.patientPool(database), PATIENT)) {
			String id = LogBench.newId();
			TransactionStatus tombstone = bench.begin(TransactionDefinition.ISOLATION_DEFAULT);
			new LogTable(database.dataSource(), JdbcTransactionLogSettings.DEFAULT_TABLE_NAME).insertTombstone(id, 5);
			Future<?> late = bench.submit(() -> bench.transaction().execute((status) -> {
				bench.log.record(id, List.of("1"), bench.log.identity());
				return "committed";
			}));
			bench.awaitLockWaits(1);

			bench.manager.commit(tombstone);

			assertThat(late).failsWithin(SOON)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(TransactionFencedException.class);
		}
	}

	@EachDatabase
	void atMostTwoChecksWaitAndTheOthersAreAnswered(TestDatabase database) {
		SpyDataSource spy = new SpyDataSource(database.dataSource());
		try (LogBench bench = new LogBench(database, spy, Duration.ofSeconds(1))) {
			String committed = LogBench.newId();
			bench.commit(committed, "1");
			List<String> running = List.of(LogBench.newId(), LogBench.newId(), LogBench.newId(), LogBench.newId());
			TransactionStatus status = bench.begin(TransactionDefinition.ISOLATION_DEFAULT);
			running.forEach((id) -> bench.log.record(id, List.of("1"), bench.log.identity()));
			List<Future<TransactionResolution>> waiting = running.stream().map((id) -> bench.check(id, "1")).toList();
			bench.awaitLockWaits(2);

			Future<TransactionResolution> known = bench.check(committed, "1");
			Future<TransactionResolution> absent = bench.check(LogBench.newId(), "1");

			assertThat(known).succeedsWithin(SOON).isEqualTo(TransactionResolution.COMMIT);
			assertThat(absent).succeedsWithin(SOON).isEqualTo(TransactionResolution.ROLLBACK);
			waiting.forEach((check) -> assertThat(check).succeedsWithin(SOON).isEqualTo(TransactionResolution.UNKNOWN));
			assertThat(spy.peak()).isEqualTo(2);
			bench.manager.rollback(status);
		}
	}

	@EachDatabase
	void aCheckOnTheThreadOfTheTransactionUsesAConnectionOfItsOwn(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String id = LogBench.newId();
			TransactionStatus status = bench.begin(id, "1");

			assertThat(bench.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
			assertThat(bench.log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.ROLLBACK);

			bench.manager.rollback(status);
			assertThat(bench.states()).containsExactly("R");
		}
	}

	/**
	 * As {@code JpaTransactionManager} does: it binds its connection without saying that
	 * a transaction is active on it.
	 */
	@EachDatabase
	void aCheckDoesNotTouchAConnectionThatAnotherTransactionManagerBound(TestDatabase database) throws Exception {
		try (LogBench bench = new LogBench(database); Connection connection = database.dataSource().getConnection()) {
			connection.setAutoCommit(false);
			TransactionSynchronizationManager.bindResource(database.dataSource(), new ConnectionHolder(connection));
			try {
				insertRow(database);

				assertThat(bench.log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
			}
			finally {
				TransactionSynchronizationManager.unbindResource(database.dataSource());
				connection.rollback();
			}
			assertThat(bench.states()).containsExactly("R");
		}
	}

	@EachDatabase
	void aCheckReadsAtReadCommittedWhateverThePoolsDefault(TestDatabase database) {
		SpyDataSource spy = new SpyDataSource(database.dataSource());
		try (LogBench bench = new LogBench(database, spy, Duration.ofSeconds(1))) {
			String id = LogBench.newId();
			spy.prepared.clear();

			bench.log.resolve(id, "1", null);
			bench.log.resolve(id, "1", null);

			assertThat(spy.prepared).hasSize(3)
				.allSatisfy((prepared) -> assertThat(prepared.isolation())
					.isEqualTo(Connection.TRANSACTION_READ_COMMITTED));
		}
	}

	/**
	 * Each has written its row before any looks for it, and all look before any commits.
	 */
	@EachDatabase
	void transactionsSideBySideFailEachOtherOnlyAsSerializableOnesDo(TestDatabase database) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
		try (LogBench bench = new LogBench(database)) {
			for (int isolation : List.of(TransactionDefinition.ISOLATION_READ_COMMITTED,
					TransactionDefinition.ISOLATION_REPEATABLE_READ, TransactionDefinition.ISOLATION_SERIALIZABLE)) {
				TransactionTemplate transaction = bench.transaction();
				transaction.setIsolationLevel(isolation);
				CyclicBarrier step = new CyclicBarrier(SIDE_BY_SIDE);
				List<Future<?>> all = new ArrayList<>();
				for (int i = 0; i < SIDE_BY_SIDE; i++) {
					all.add(threads.submit(() -> transaction.executeWithoutResult((status) -> {
						String id = LogBench.newId();
						record(bench, id);
						await(step);
						assertThat(bench.log.isRecorded(id, bench.log.identity())).contains(true);
					})));
				}
				for (Future<?> one : all) {
					Throwable failure = catchThrowable(() -> one.get(SOON.toSeconds(), TimeUnit.SECONDS));
					if (failure == null || isolation != TransactionDefinition.ISOLATION_SERIALIZABLE) {
						assertThat(failure).as("isolation %s", isolation).isNull();
					}
					else {
						// PostgreSQL takes rows that are neighbours for a dependency.
						assertThat(failure).rootCause().hasMessageContaining("could not serialize");
					}
				}
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void record(LogBench bench, String id) {
		bench.log.record(id, List.of("1"), bench.log.identity());
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(SOON.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void insertRow(TestDatabase database) {
		new JdbcTemplate(database.dataSource()).update("INSERT INTO " + JdbcTransactionLogSettings.DEFAULT_TABLE_NAME
				+ " (tx_id, state, attempts) VALUES (?, 'C', '1')", LogBench.newId());
	}

}
