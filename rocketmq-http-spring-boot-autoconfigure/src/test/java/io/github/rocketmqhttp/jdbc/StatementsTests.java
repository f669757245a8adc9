package io.github.rocketmqhttp.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Statements take part in the transaction on the thread, or do nothing, and leave the
 * connection as it was.
 */
class StatementsTests {

	private static final String INSERT = "INSERT INTO t (id) VALUES ('a')";

	private final RecordingDataSource database = RecordingDataSource.memory();

	private final Statements statements = new Statements(this.database);

	private final TransactionTemplate transaction = new TransactionTemplate(
			new DataSourceTransactionManager(this.database));

	@BeforeEach
	void createTable() {
		this.database.jdbc().execute("CREATE TABLE t (id VARCHAR(10) NOT NULL PRIMARY KEY)");
	}

	@AfterEach
	void shutDown() {
		this.database.jdbc().execute("SHUTDOWN");
	}

	@Test
	void nothingIsDoneOnAConnectionInAutoCommitMode() {
		assertThat(this.statements.runInTransaction(INSERT, 1, PreparedStatement::executeUpdate)).isEmpty();
		assertThat(this.database.prepared).isEmpty();
		assertThat(rows()).isZero();
	}

	@Test
	void whatIsDoneInATransactionGoesWithIt() {
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.statements.runInTransaction(INSERT, 1, PreparedStatement::executeUpdate)).contains(1);
			status.setRollbackOnly();
		});
		assertThat(rows()).isZero();
		this.transaction.executeWithoutResult(
				(status) -> this.statements.runInTransaction(INSERT, 1, PreparedStatement::executeUpdate));
		assertThat(rows()).isOne();
	}

	@Test
	void aTimeOutDoesNotStayInTheConnection() throws SQLException {
		try (Connection only = this.database.getConnection()) {
			setTimeout(only, 9);
			Statements pooled = new Statements(new SingleConnectionDataSource(only, true));

			assertThat(pooled.<Integer>run(INSERT, 2, Statement::getQueryTimeout)).isEqualTo(2);
			assertThat(timeout(only)).isEqualTo(9);

			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> pooled.run(INSERT, 3, (slow) -> {
				throw new SQLTimeoutException("slow");
			}));
			assertThat(timeout(only)).isEqualTo(9);
		}
	}

	@Test
	void theTimeThatTheTransactionHasLeftComesFirst() {
		this.transaction.setTimeout(600);
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.statements.<Integer>run(INSERT, 1, Statement::getQueryTimeout)).isBetween(500, 600);
			assertThat(this.statements.<Integer>run(INSERT, Statements.TRANSACTION_TIMEOUT, Statement::getQueryTimeout))
				.isBetween(500, 600);
		});
		assertThat(this.database.timeouts).hasSize(4);
	}

	@Test
	void aRowOfATransactionWithoutTimeOutCostsNothingButItsStatement() {
		this.transaction.executeWithoutResult((status) -> this.statements.run(INSERT, Statements.TRANSACTION_TIMEOUT,
				PreparedStatement::executeUpdate));
		assertThat(this.database.timeouts).isEmpty();
		assertThat(this.database.prepared).hasSize(1);
	}

	@Test
	void noMoreThanABatchIsDeletedAndOnlyWhatWasSelected() {
		for (String id : new String[] { "a", "b", "c", "d" }) {
			this.database.jdbc().update("INSERT INTO t (id) VALUES (?)", id);
		}
		assertThat(delete(2)).isEqualTo(2);
		assertThat(this.database.jdbc().queryForList("SELECT id FROM t ORDER BY id", String.class)).containsExactly("c",
				"d");
		assertThat(delete(2)).isOne();
		assertThat(this.database.jdbc().queryForList("SELECT id FROM t", String.class)).containsExactly("d");
		assertThat(delete(2)).isZero();
	}

	private int delete(int limit) {
		return this.statements.deleteSelected("SELECT id FROM t WHERE id < ? ORDER BY id", (statement) -> {
			statement.setString(1, "d");
			return statement;
		}, "DELETE FROM t WHERE id = ?", limit, 1);
	}

	private int rows() {
		Integer rows = this.database.jdbc().queryForObject("SELECT COUNT(*) FROM t", Integer.class);
		return (rows != null) ? rows : -1;
	}

	private static void setTimeout(Connection connection, int seconds) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.setQueryTimeout(seconds);
		}
	}

	/** H2 keeps it in the connection. */
	private static int timeout(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			return statement.getQueryTimeout();
		}
	}

}
