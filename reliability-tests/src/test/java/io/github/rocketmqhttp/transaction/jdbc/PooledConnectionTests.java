package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.faults.FaultPlan;
import io.github.rocketmqhttp.reliability.faults.FaultyDataSource;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionResolution;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a check borrows from the business's pool, it gives back, as it was.
 */
class PooledConnectionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	@EachDatabase
	void aConnectionIsAsItWasAfterEveryKindOfCheck(TestDatabase database) throws SQLException {
		Connection only = database.dataSource().getConnection();
		only.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
		SingleConnectionDataSource pool = new SingleConnectionDataSource(only, true);
		try (only; LogBench business = new LogBench(database)) {
			JdbcTransactionLog log = LogBench.prepared(pool, TIMEOUT);
			List<Object> before = settings(database, only);

			allKindsOfChecks(log, business);
			business.log.purge(Instant.now());
			log.purge(Instant.now());

			assertThat(settings(database, only)).isEqualTo(before);
		}
	}

	@EachDatabase
	void aPoolOfOneConnectionKeepsWorkingAfterEveryKindOfCheck(TestDatabase database) {
		try (HikariDataSource pool = LogBench.pool(database, 1); LogBench business = new LogBench(database)) {
			JdbcTransactionLog log = LogBench.prepared(pool, TIMEOUT);

			allKindsOfChecks(log, business);

			assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
			assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isOne();
		}
	}

	@EachDatabase
	void aTransactionTimeoutDoesNotOutliveTheRow(TestDatabase database) throws SQLException {
		Connection only = database.dataSource().getConnection();
		SingleConnectionDataSource pool = new SingleConnectionDataSource(only, true);
		try (only; LogBench bench = new LogBench(database, pool, TIMEOUT)) {
			String id = LogBench.newId();
			List<Object> before = settings(database, only);
			TransactionTemplate brief = bench.transaction();
			brief.setTimeout(20);

			brief.executeWithoutResult((status) -> {
				bench.log.record(id, List.of("1"), bench.log.identity());
				bench.log.amend(id, List.of("2"));
			});
			assertThat(settings(database, only)).isEqualTo(before);

			assertThatExceptionOfType(TransactionFencedException.class).isThrownBy(() -> brief
				.executeWithoutResult((status) -> bench.log.record(id, List.of("1"), bench.log.identity())));
			assertThat(settings(database, only)).isEqualTo(before);
		}
	}

	@EachDatabase
	void aTombstoneWhoseCommitWasNotConfirmedIsNoAnswerYet(TestDatabase database) {
		for (JdbcFault fault : List.of(JdbcFault.LOST_DURING_COMMIT, JdbcFault.LOST_BEFORE_STATEMENT)) {
			FaultyDataSource faulty = new FaultyDataSource(
					new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()),
					new FaultPlan<>(JdbcFault.class, 1, Map.of(fault, 1000)));
			faulty.calm();
			JdbcTransactionLog log = LogBench.prepared(faulty, TIMEOUT);
			faulty.resume();
			String id = LogBench.newId();

			assertThat(log.resolve(id, "1", null)).as("%s", fault).isEqualTo(TransactionResolution.UNKNOWN);

			faulty.calm();
			assertThat(log.resolve(id, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
		}
	}

	@EachDatabase
	void aReadOnlyDatabaseAnswersWhatItKnowsAndNeverRollsBackTheRest(TestDatabase database) {
		String committed = LogBench.newId();
		try (LogBench bench = new LogBench(database)) {
			bench.commit(committed, "1");
		}
		try (HikariDataSource readOnly = LogBench.readOnlyPool(database)) {
			JdbcTransactionLog log = LogBench.prepared(readOnly, TIMEOUT);

			assertThat(log.resolve(committed, "1", null)).isEqualTo(TransactionResolution.COMMIT);
			assertThat(log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
			assertThat(LogBench.states(new JdbcTemplate(readOnly))).containsExactly("C");
		}
	}

	@EachDatabase
	void aDatabaseThatIsGoneAnswersNothing(TestDatabase database) {
		HikariDataSource pool = LogBench.pool(database, 1);
		JdbcTransactionLog log = LogBench.prepared(pool, TIMEOUT);

		pool.close();

		assertThat(log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
	}

	@EachDatabase
	void aMissingTableAnswersNothing(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			bench.jdbc.execute("DROP TABLE " + JdbcTransactionLogSettings.DEFAULT_TABLE_NAME);

			assertThat(bench.log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
		}
	}

	/** The answers: known, fenced, already fenced, unknown by time-out. */
	private static void allKindsOfChecks(JdbcTransactionLog log, LogBench business) {
		String committed = LogBench.newId();
		business.commit(committed, "1");
		String absent = LogBench.newId();
		String running = LogBench.newId();
		assertThat(log.resolve(committed, "1", null)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(log.resolve(absent, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(log.resolve(absent, "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
		TransactionStatus status = business.begin(running, "1");
		assertThat(log.resolve(running, "1", null)).isEqualTo(TransactionResolution.UNKNOWN);
		business.manager.commit(status);
		assertThat(log.resolve(running, "1", null)).isEqualTo(TransactionResolution.COMMIT);
	}

	/** Everything that a statement of the business could notice. */
	private static List<Object> settings(TestDatabase database, Connection connection) throws SQLException {
		String sql = switch (database.kind()) {
			case H2, H2_SERVER ->
				"SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS" + " WHERE SETTING_NAME = 'QUERY_TIMEOUT'";
			case POSTGRESQL -> "SELECT current_setting('statement_timeout') || current_setting('lock_timeout')";
			case MARIADB ->
				"SELECT CONCAT(@@max_statement_time, ' ', @@innodb_lock_wait_timeout, ' ', @@sql_select_limit)";
		};
		try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
			rows.next();
			return List.of(rows.getString(1), connection.getTransactionIsolation(), connection.isReadOnly(),
					connection.getAutoCommit(), statement.getQueryTimeout());
		}
	}

}
