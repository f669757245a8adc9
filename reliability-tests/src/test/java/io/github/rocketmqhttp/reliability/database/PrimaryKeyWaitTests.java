package io.github.rocketmqhttp.reliability.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the fence of the transaction log stands on: how a database treats the second
 * insert of a primary key.
 */
class PrimaryKeyWaitTests {

	private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(1);

	@EachDatabase
	void theSecondInsertWaitsForTheFirstUntilItsQueryTimeout(TestDatabase database) throws SQLException {
		JdbcTemplate second = createTable(database);
		try (Connection first = database.dataSource().getConnection()) {
			insertAndStayOpen(first);

			long start = System.nanoTime();
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> insert(second));

			assertThat(Duration.ofNanos(System.nanoTime() - start))
				.isBetween(QUERY_TIMEOUT.multipliedBy(8).dividedBy(10), QUERY_TIMEOUT.multipliedBy(10));
			first.rollback();
		}
	}

	@EachDatabase
	void theSecondInsertIsADuplicateOnceTheFirstCommitted(TestDatabase database) throws SQLException {
		JdbcTemplate second = createTable(database);
		try (Connection first = database.dataSource().getConnection()) {
			insertAndStayOpen(first);
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> insert(second));

			first.commit();

			assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> insert(second));
		}
	}

	@EachDatabase
	void theSecondInsertSucceedsOnceTheFirstRolledBack(TestDatabase database) throws SQLException {
		JdbcTemplate second = createTable(database);
		try (Connection first = database.dataSource().getConnection()) {
			insertAndStayOpen(first);
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> insert(second));

			first.rollback();

			insert(second);
			assertThat(second.queryForObject("SELECT outcome FROM fence WHERE id = 'tx-1'", String.class))
				.isEqualTo("R");
		}
	}

	private static JdbcTemplate createTable(TestDatabase database) {
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.setQueryTimeout((int) QUERY_TIMEOUT.toSeconds());
		jdbc.execute("CREATE TABLE fence (id VARCHAR(20) PRIMARY KEY, outcome CHAR(1))");
		return jdbc;
	}

	private static void insertAndStayOpen(Connection first) throws SQLException {
		first.setAutoCommit(false);
		try (var statement = first.createStatement()) {
			statement.execute("INSERT INTO fence VALUES ('tx-1', 'C')");
		}
	}

	private static void insert(JdbcTemplate second) {
		second.update("INSERT INTO fence VALUES ('tx-1', 'R')");
	}

}
