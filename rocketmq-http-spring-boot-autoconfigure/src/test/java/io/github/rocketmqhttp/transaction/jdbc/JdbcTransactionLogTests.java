package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.jdbc.RecordingDataSource;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the log says about a transaction is what its database knows at that moment.
 */
class JdbcTransactionLogTests {

	private final TestLog bench = new TestLog();

	private final JdbcTransactionLog log = this.bench.log;

	private final RecordingDataSource database = this.bench.database;

	@AfterEach
	void shutDown() {
		this.database.beforePrepare = (sql) -> {
		};
		this.bench.shutDown();
	}

	@Test
	void aCommittedTransactionIsCommittedForItsAttemptsAndRolledBackForOrphans() {
		String id = this.bench.commit("1", "12");
		assertThat(this.log.lookUp(id, "1", this.log.identity())).contains(TransactionResolution.COMMIT);
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.bench.resolve(id, "12")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.bench.resolve(id, "2")).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(this.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.bench.states()).containsExactly("C");
	}

	@Test
	void whatIsNotThereIsFencedForGood() {
		String id = TestLog.newId();
		assertThat(this.log.lookUp(id, "1", this.log.identity())).isEmpty();
		assertThat(this.bench.states()).isEmpty();
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(this.bench.states()).containsExactly("R");
		assertThat(this.log.lookUp(id, "1", this.log.identity())).contains(TransactionResolution.ROLLBACK);
		assertThatExceptionOfType(TransactionFencedException.class)
			.isThrownBy(() -> this.bench.transaction()
				.executeWithoutResult((status) -> this.log.record(id, List.of("1"), this.log.identity())))
			.satisfies((ex) -> assertThat(ex.getTransactionId()).isEqualTo(id));
	}

	@Test
	void aRowThatCommitsBetweenTheLookAndTheTombstoneIsRead() {
		String id = TestLog.newId();
		beforeTombstone(() -> this.bench.insert(id, "C", "1"));
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.bench.resolve(id, "2")).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(this.bench.states()).containsExactly("C");
	}

	@Test
	void aTombstoneOfAnotherInstanceCountsAsOurs() {
		String id = TestLog.newId();
		beforeTombstone(() -> this.bench.insert(id, "R", "-"));
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.ROLLBACK);
	}

	@Test
	void aRowThatIsNotOursOrGoneAgainIsNoAnswer() {
		String foreign = TestLog.newId();
		beforeTombstone(() -> this.bench.insert(foreign, "X", "1"));
		assertThat(this.bench.resolve(foreign, "1")).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(this.bench.resolve(foreign, "1")).isEqualTo(TransactionResolution.UNKNOWN);

		String gone = TestLog.newId();
		beforeTombstone(() -> this.bench.insert(gone, "C", "1"));
		beforeSecondLook(() -> this.database.jdbc().update("DELETE FROM " + TestLog.TABLE + " WHERE tx_id = ?", gone));
		assertThat(this.bench.resolve(gone, "1")).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(this.bench.states()).containsExactly("X");
	}

	@Test
	void aTransactionThatRunsIsLeftAlone() throws Exception {
		DataSourceTransactionManager manager = new DataSourceTransactionManager(this.database);
		TransactionStatus status = manager.getTransaction(null);
		String id = TestLog.newId();
		this.log.record(id, List.of("1"), this.log.identity());
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.UNKNOWN);
		manager.commit(status);
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.bench.states()).containsExactly("C");
	}

	@Test
	void aDatabaseThatIsAwayAnswersNothing() {
		String identity = this.log.identity();
		String id = TestLog.newId();
		this.database.away = true;
		assertThat(this.log.lookUp(id, "1", identity)).contains(TransactionResolution.UNKNOWN);
		assertThat(this.log.resolve(id, "1", identity)).isEqualTo(TransactionResolution.UNKNOWN);
		this.database.away = false;
		assertThat(this.bench.states()).isEmpty();
	}

	@Test
	void anIdThatIsNotOursLeavesNothingBehind() {
		this.database.prepared.clear();
		for (String id : List.of("", "identity", "zzzz", TestLog.newId().replace("-7", "-4"))) {
			assertThat(this.log.lookUp(id, "1", null)).isEmpty();
			assertThat(this.log.resolve(id, "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
		}
		assertThat(this.database.prepared).isEmpty();
	}

	@Test
	void everyQuestionIsAskedAtReadCommittedWithTheTimeOutOfTheSettings() {
		String id = TestLog.newId();
		this.database.prepared.clear();
		this.database.timeouts.clear();
		this.log.resolve(id, "1", this.log.identity());
		assertThat(this.database.prepared).hasSize(2)
			.extracting(RecordingDataSource.Prepared::isolation)
			.containsOnly(Connection.TRANSACTION_READ_COMMITTED);
		assertThat(this.database.timeouts).containsExactly(5, 0, 5, 0);
	}

	@Test
	void aRowIsWrittenInTheTransactionOfItsDataSourceOrNotAtAll() {
		String identity = this.log.identity();
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), identity))
			.withMessageContaining("no transaction of its data source");
		RecordingDataSource other = RecordingDataSource.memory();
		new TransactionTemplate(new DataSourceTransactionManager(other))
			.executeWithoutResult((status) -> assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), identity))
				.withMessageContaining("no transaction of its data source"));
		this.bench.transaction().executeWithoutResult((status) -> {
			setAutoCommit(true);
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), identity))
				.withMessageContaining("auto-commit");
			setAutoCommit(false);
		});
		assertThat(this.bench.states()).isEmpty();
		other.jdbc().execute("SHUTDOWN");
	}

	@Test
	void aTransactionUnderAnIdThatNobodyAsksAboutAnyMoreIsRefused() {
		String old = TestLog.idOf(Instant.now().minus(Duration.ofHours(25)));
		this.bench.transaction()
			.executeWithoutResult((status) -> assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(old, List.of("1"), this.log.identity()))
				.withMessageContaining("more than 24 h ago"));
		assertThat(this.bench.states()).isEmpty();
	}

	@Test
	void theRowOfAnotherLogIsRefusedBeforeTheBusinessWorks() {
		this.bench.transaction()
			.executeWithoutResult((status) -> assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), "another"))
				.withMessageContaining("none of those"));
		assertThat(this.bench.states()).isEmpty();
	}

	@Test
	void moreAttemptsThanARowHoldsAreRefusedAlsoWhenTheyComeLate() {
		List<String> most = IntStream.range(0, 500).mapToObj((i) -> (i == 0) ? "10" : "1").toList();
		List<String> tooMany = IntStream.range(0, 501).mapToObj((i) -> "1").toList();
		this.bench.transaction().executeWithoutResult((status) -> {
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), tooMany, this.log.identity()))
				.withMessageContaining("501 messages");
			String id = TestLog.newId();
			this.log.record(id, most, this.log.identity());
			assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> this.log.amend(id, tooMany))
				.withMessageContaining("501 messages");
		});
		assertThat(this.bench.states()).containsExactly("C");
	}

	@Test
	void anAmendedRowCountsAsItWasWhenItCommitted() {
		String id = TestLog.newId();
		this.bench.transaction().executeWithoutResult((status) -> {
			this.log.record(id, List.of("1"), this.log.identity());
			this.log.amend(id, List.of("2"));
		});
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(this.bench.resolve(id, "2")).isEqualTo(TransactionResolution.COMMIT);
	}

	@Test
	void aTombstoneIsNeitherAmendedNorTakenForTheRow() {
		String id = TestLog.newId();
		this.bench.insert(id, "R", "-");
		this.bench.transaction().executeWithoutResult((status) -> {
			assertThat(this.log.isRecorded(id, this.log.identity())).contains(false);
			assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> this.log.amend(id, List.of("1")))
				.withMessageContaining("its row is gone");
		});
	}

	@Test
	void theRowIsLookedForInATableOfTheLogOnly() {
		String id = this.bench.commit("1");
		assertThat(recorded(id, this.log.identity())).contains(true);
		assertThat(recorded(id, "another." + this.log.identity())).contains(true);
		assertThat(recorded(id, "another")).contains(false);
		assertThat(recorded(TestLog.newId(), this.log.identity())).contains(false);
	}

	@Test
	void aTableThatATestHasEmptiedIsGivenItsIdentityAgain() {
		String identity = this.log.identity();
		this.database.jdbc().update("DELETE FROM " + TestLog.TABLE);
		String id = TestLog.newId();
		this.bench.transaction().executeWithoutResult((status) -> this.log.record(id, List.of("1"), identity));
		assertThat(this.log.hasIdentity(identity)).isTrue();
		assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.COMMIT);
	}

	@Test
	void aTableWhoseIdentityAloneIsGoneIsAnotherOne() {
		String identity = this.log.identity();
		this.bench.commit("1");
		this.database.jdbc().update("DELETE FROM " + TestLog.TABLE + " WHERE tx_id = 'identity'");
		this.bench.transaction()
			.executeWithoutResult((status) -> assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), identity))
				.withMessageContaining("none of those"));
		assertThat(this.log.hasIdentity(identity)).isFalse();
		assertThat(this.log.identity()).isNotEqualTo(identity);
	}

	@Test
	void withoutConfirmationNobodyLooks() {
		JdbcTransactionLog unconfirmed = new TestLog(this.database, false).log;
		assertThat(unconfirmed.isRecorded(TestLog.newId(), unconfirmed.identity())).isEmpty();
	}

	@Test
	void aRowThatOutlivesARollbackIsSeenAlsoWithoutConfirmation() {
		JdbcTransactionLog trusting = new JdbcTransactionLog("default", this.database, TestLog.settings(false));
		this.bench.transaction().executeWithoutResult((status) -> {
			String id = TestLog.newId();
			trusting.record(id, List.of("1"), trusting.identity());
			assertThat(trusting.hasOutlivedRollback(id, trusting.identity())).isTrue();
			assertThat(trusting.hasOutlivedRollback(TestLog.newId(), trusting.identity())).isFalse();
			status.setRollbackOnly();
		});
	}

	@Test
	void whatRunsSideBySideIsNoFaultOfTheLog() {
		for (boolean concurrent : new boolean[] { true, false }) {
			RuntimeException failure = concurrent ? new CannotAcquireLockException("a deadlock")
					: new DataAccessResourceFailureException("away");
			this.bench.transaction().executeWithoutResult((status) -> {
				String id = TestLog.newId();
				String identity = this.log.identity();
				this.database.beforePrepare = (sql) -> {
					throw failure;
				};
				Class<? extends Throwable> type = concurrent ? CannotAcquireLockException.class
						: TransactionLogException.class;
				assertThatExceptionOfType(type).isThrownBy(() -> this.log.record(id, List.of("1"), identity));
				assertThatExceptionOfType(type).isThrownBy(() -> this.log.amend(id, List.of("1")));
				assertThatExceptionOfType(type).isThrownBy(() -> this.log.isRecorded(id, identity));
				this.database.beforePrepare = (sql) -> {
				};
				status.setRollbackOnly();
			});
		}
	}

	@Test
	void anIdentityIsThatOfTheTableAtThisMoment() {
		String identity = this.log.identity();
		assertThat(this.log.hasIdentity(identity)).isTrue();
		assertThat(this.log.hasIdentity("another")).isFalse();
		assertThat(this.log.hasIdentity(identity + ".another")).isFalse();
		this.database.jdbc().update("UPDATE " + TestLog.TABLE + " SET attempts = 'copy' WHERE tx_id = 'identity'");
		assertThat(this.log.hasIdentity(identity)).isFalse();
		assertThat(this.log.hasIdentity("copy")).isTrue();
		assertThat(this.log.identity()).isEqualTo("copy");
		this.database.jdbc().update("UPDATE " + TestLog.TABLE + " SET attempts = 'back' WHERE tx_id = 'identity'");
		assertThat(this.log.hasIdentity("back")).isTrue();
		assertThat(this.log.hasIdentity("copy")).isFalse();
		this.database.jdbc().update("UPDATE " + TestLog.TABLE + " SET attempts = 'copy' WHERE tx_id = 'identity'");
		this.database.away = true;
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.log.hasIdentity("copy"));
	}

	@Test
	void aDatabaseThatIsAwayAtStartTellsItsIdentityLater() {
		String identity = this.log.identity();
		this.database.away = true;
		JdbcTransactionLog later = new TestLog(this.database, true).log;
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(later::identity)
			.withMessageContaining("nothing was sent")
			.withMessageContaining(TestLog.TABLE);
		this.database.away = false;
		assertThat(later.identity()).isEqualTo(identity);
	}

	@Test
	void aRowThatHoldsNoIdentityIsRefused() {
		this.database.jdbc().update("UPDATE " + TestLog.TABLE + " SET attempts = 'a:b|c' WHERE tx_id = 'identity'");
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(new TestLog(this.database, true).log::identity);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.log.hasIdentity("a:b|c"));
	}

	@Test
	void whoeverMakesTheIdentitySecondTakesTheFirst() {
		String[] made = new String[1];
		this.database.jdbc().update("DELETE FROM " + TestLog.TABLE);
		beforeTombstone(() -> made[0] = new TestLog(this.database, true).log.identity());
		assertThat(new TestLog(this.database, true).log.identity()).isEqualTo(made[0]);
	}

	@Test
	void whereReadersLockAConnectionThatIsKnownIsNotLookedThroughAgain() {
		this.database.product = "MariaDB";
		String identity = this.log.identity();
		this.database.prepared.clear();
		assertThat(this.bench.resolve(this.bench.commit("1"), "1")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.database.prepared("'C', ? FROM")).hasSize(1);
		String id = this.bench.commit("1", "2");
		assertThat(this.bench.resolve(id, "2")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.database.prepared("'C', ? FROM")).hasSize(1);
		assertThat(this.database.prepared("VALUES (?, 'C'")).hasSize(1);

		this.bench.transaction().executeWithoutResult((status) -> {
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), "another"))
				.withMessageContaining("none of those");
			setAutoCommit(true);
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.log.record(TestLog.newId(), List.of("1"), identity))
				.withMessageContaining("auto-commit");
			setAutoCommit(false);
		});
		String fenced = TestLog.newId();
		assertThat(this.bench.resolve(fenced, "1")).isEqualTo(TransactionResolution.ROLLBACK);
		assertThatExceptionOfType(TransactionFencedException.class).isThrownBy(() -> this.bench.transaction()
			.executeWithoutResult((status) -> this.log.record(fenced, List.of("1"), identity)));
		assertThat(this.bench.states()).containsExactlyInAnyOrder("C", "C", "R");
	}

	@Test
	void itIsForTheManagerOfItsDataSourceAndKnowsItsTransaction() {
		assertThat(this.log.isFor(new DataSourceTransactionManager(this.database))).isTrue();
		assertThat(this.log.isFor(new DataSourceTransactionManager(RecordingDataSource.memory()))).isFalse();
		assertThat(this.log.isInTransaction()).isFalse();
		assertThat(this.log.boundResource()).isNull();
		this.bench.transaction().executeWithoutResult((status) -> {
			assertThat(this.log.isInTransaction()).isTrue();
			assertThat(this.log.boundResource()).isNotNull();
		});
		assertThat(new JdbcTransactionLog("default", this.database, TestLog.settings(true)).isPrepared()).isFalse();
		assertThat(this.log.isPrepared()).isTrue();
	}

	private Optional<Boolean> recorded(String id, String identity) {
		return Optional
			.ofNullable(this.bench.transaction().execute((status) -> this.log.isRecorded(id, identity).orElse(null)));
	}

	private void beforeTombstone(Runnable work) {
		this.database.beforePrepare = (sql) -> {
			if (sql.startsWith("INSERT")) {
				this.database.beforePrepare = (later) -> {
				};
				work.run();
			}
		};
	}

	/** After the tombstone has collided. */
	private void beforeSecondLook(Runnable work) {
		var collides = this.database.beforePrepare;
		this.database.beforePrepare = (sql) -> {
			collides.accept(sql);
			if (sql.startsWith("INSERT")) {
				this.database.beforePrepare = (later) -> work.run();
			}
		};
	}

	private void setAutoCommit(boolean on) {
		try {
			DataSourceUtils.getConnection(this.database).setAutoCommit(on);
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
	}

}
