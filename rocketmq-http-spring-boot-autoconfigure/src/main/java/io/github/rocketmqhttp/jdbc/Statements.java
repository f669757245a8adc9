package io.github.rocketmqhttp.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs statements that leave no trace in the connection. Each takes part in the
 * transaction that runs on the thread. Failures are Spring's data access exceptions.
 */
public final class Statements {

	/** That of the transaction, if it has one. */
	public static final int TRANSACTION_TIMEOUT = -1;

	/** None at all, also where the transaction on the thread has run out of time. */
	public static final int NO_TIMEOUT = -2;

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	/**
	 * Creates the runner.
	 * @param dataSource where to; transactions must be bound to this very object
	 */
	public Statements(DataSource dataSource) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
	}

	/**
	 * Runs a statement without parameters.
	 * @param sql the statement
	 * @throws org.springframework.jdbc.BadSqlGrammarException if a table or column is not
	 * there
	 */
	public void probe(String sql) {
		this.jdbc.execute(sql);
	}

	/**
	 * Asks the connection itself for something.
	 * @param question the question
	 * @param <T> type of the answer
	 * @return what the connection says
	 */
	public <T> @Nullable T ask(ConnectionCallback<T> question) {
		return this.jdbc.execute(question);
	}

	/**
	 * Runs a statement, if the connection is in a transaction.
	 * @param sql the statement
	 * @param timeout most seconds, or {@link #TRANSACTION_TIMEOUT}
	 * @param work sets parameters and runs it
	 * @param <T> type of the result
	 * @return what the work gives; empty if the connection is in auto-commit mode, and
	 * nothing is done then
	 */
	public <T> Optional<T> runInTransaction(String sql, int timeout, StatementWork<T> work) {
		return Optional.ofNullable(this.jdbc.execute((ConnectionCallback<T>) (connection) -> connection.getAutoCommit()
				? null : run(connection, sql, timeout, work)));
	}

	/**
	 * Runs a statement.
	 * @param sql the statement
	 * @param timeout most seconds, or {@link #TRANSACTION_TIMEOUT}
	 * @param work sets parameters and runs it
	 * @param <T> type of the result
	 * @return what the work gives
	 */
	public <T> T run(String sql, int timeout, StatementWork<T> work) {
		T result = this.jdbc.execute((ConnectionCallback<T>) (connection) -> run(connection, sql, timeout, work));
		if (result == null) {
			throw new IllegalStateException("A statement gave no result: " + sql);
		}
		return result;
	}

	/**
	 * Selects the keys of some rows and deletes those rows. Somebody else may delete them
	 * first.
	 * @param select gives the columns of the key, which are text
	 * @param selection sets the parameters of the selection
	 * @param delete has a parameter for each column
	 * @param limit most rows
	 * @param timeout most seconds of each of the two
	 * @return how many were deleted
	 */
	public int deleteSelected(String select, StatementWork<?> selection, String delete, int limit, int timeout) {
		List<List<Object>> keys = run(select, timeout, (statement) -> {
			statement.setMaxRows(limit);
			selection.run(statement);
			return readKeys(statement);
		});
		return run(delete, timeout, (statement) -> {
			for (List<Object> key : keys) {
				for (int i = 0; i < key.size(); i++) {
					statement.setObject(i + 1, key.get(i));
				}
				statement.addBatch();
			}
			// Some drivers do not say how many rows a part of a batch has changed.
			return Arrays.stream(statement.executeBatch())
				.map((count) -> (count == Statement.SUCCESS_NO_INFO) ? 1 : count)
				.sum();
		});
	}

	private static List<List<Object>> readKeys(PreparedStatement statement) throws SQLException {
		List<List<Object>> keys = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery()) {
			int columns = rows.getMetaData().getColumnCount();
			while (rows.next()) {
				List<Object> key = new ArrayList<>(columns);
				for (int i = 1; i <= columns; i++) {
					key.add(rows.getObject(i));
				}
				keys.add(key);
			}
		}
		return keys;
	}

	/**
	 * Past the connection that JdbcTemplate hands out, which gives its statements the
	 * transaction's time-out and never takes it back.
	 */
	private <T> T run(Connection connection, String sql, int timeout, StatementWork<T> work) throws SQLException {
		try (PreparedStatement statement = DataSourceUtils.getTargetConnection(connection).prepareStatement(sql)) {
			return isLimited(timeout) ? runLimited(statement, timeout, work) : work.run(statement);
		}
	}

	/**
	 * Without a time-out nothing is even asked: some drivers, H2's among them, ask the
	 * database, and the row of a transaction is to cost one statement.
	 */
	private boolean isLimited(int timeout) {
		return timeout >= 0 || (timeout == TRANSACTION_TIMEOUT
				&& TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder
				&& holder.hasTimeout());
	}

	/**
	 * The time that a running transaction has left comes first. The time-out is taken
	 * back afterwards: some drivers, H2's among them, keep it in the connection, which
	 * would pass it on to business statements through the pool.
	 */
	private <T> T runLimited(PreparedStatement statement, int timeout, StatementWork<T> work) throws SQLException {
		int before = statement.getQueryTimeout();
		try {
			DataSourceUtils.applyTimeout(statement, this.dataSource, timeout);
			return work.run(statement);
		}
		finally {
			statement.setQueryTimeout(before);
		}
	}

}
