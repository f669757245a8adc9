package io.github.rocketmqhttp.transaction.jdbc;

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

import io.github.rocketmqhttp.transaction.TransactionIds;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The statements of the log, in SQL that every database knows. Each takes part in the
 * transaction that runs on the thread.
 */
final class LogTable {

	/** That of the transaction, if it has one. */
	private static final int TRANSACTION_TIMEOUT = -1;

	private final DataSource dataSource;

	private final JdbcTemplate jdbc;

	private final String probe;

	private final String insert;

	private final String insertTombstone;

	private final String update;

	private final String select;

	private final String selectOld;

	private final String delete;

	LogTable(DataSource dataSource, String name) {
		this.dataSource = dataSource;
		this.jdbc = new JdbcTemplate(dataSource);
		this.probe = "SELECT tx_id, state, attempts FROM " + name + " WHERE 1 = 0";
		// Never an upsert: a tombstone must make the business transaction fail.
		this.insert = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.COMMITTED + "', ?)";
		this.insertTombstone = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.TOMBSTONE
				+ "', '-')";
		this.update = "UPDATE " + name + " SET attempts = ? WHERE tx_id = ?";
		this.select = "SELECT state, attempts FROM " + name + " WHERE tx_id = ?";
		this.selectOld = "SELECT tx_id FROM " + name + " WHERE tx_id < ? ORDER BY tx_id";
		this.delete = "DELETE FROM " + name + " WHERE tx_id = ?";
	}

	/**
	 * Reads nothing.
	 * @throws org.springframework.jdbc.BadSqlGrammarException if the table is not there
	 */
	void probe() {
		this.jdbc.execute(this.probe);
	}

	/**
	 * Inserts the row of a transaction.
	 * @return {@code false} if the connection is not in a transaction; nothing is done
	 * then
	 */
	boolean insert(String transactionId, String attempts) {
		return Boolean.TRUE.equals(this.jdbc.execute((ConnectionCallback<Boolean>) (connection) -> {
			if (connection.getAutoCommit()) {
				return false;
			}
			run(connection, this.insert, TRANSACTION_TIMEOUT, (statement) -> {
				statement.setString(1, transactionId);
				statement.setString(2, attempts);
				return statement.executeUpdate();
			});
			return true;
		}));
	}

	int update(String transactionId, String attempts) {
		return execute(this.update, TRANSACTION_TIMEOUT, (statement) -> {
			statement.setString(1, attempts);
			statement.setString(2, transactionId);
			return statement.executeUpdate();
		});
	}

	Optional<LogEntry> find(String transactionId, int timeout) {
		return execute(this.select, timeout, (statement) -> {
			statement.setString(1, transactionId);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() ? Optional.of(LogEntry.of(rows.getString(1), rows.getString(2))) : Optional.empty();
			}
		});
	}

	/**
	 * Inserts a tombstone. Waits while an uncommitted row is in the way.
	 */
	void insertTombstone(String transactionId, int timeout) {
		execute(this.insertTombstone, timeout, (statement) -> {
			statement.setString(1, transactionId);
			return statement.executeUpdate();
		});
	}

	/**
	 * Deletes some rows of transactions that began before the one with that id.
	 * @return how many
	 */
	int deleteBefore(String transactionId, int limit, int timeout) {
		List<String> old = execute(this.selectOld, timeout, (statement) -> {
			List<String> ids = new ArrayList<>();
			statement.setMaxRows(limit);
			statement.setString(1, transactionId);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					ids.add(rows.getString(1));
				}
			}
			return ids;
		});
		return execute(this.delete, timeout, (statement) -> {
			for (String id : old) {
				statement.setString(1, id);
				statement.addBatch();
			}
			// Some drivers do not say how many rows a part of a batch has changed.
			return Arrays.stream(statement.executeBatch())
				.map((count) -> (count == Statement.SUCCESS_NO_INFO) ? 1 : count)
				.sum();
		});
	}

	private <T> T execute(String sql, int timeout, StatementWork<T> work) {
		T result = this.jdbc.execute((ConnectionCallback<T>) (connection) -> run(connection, sql, timeout, work));
		if (result == null) {
			throw new IllegalStateException("A statement of the transaction log gave no result: " + sql);
		}
		return result;
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
		return timeout != TRANSACTION_TIMEOUT
				|| (TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder
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

	static boolean isId(String transactionId) {
		return !transactionId.isEmpty() && transactionId.length() <= TransactionIds.LENGTH;
	}

	/**
	 * What is done with a prepared statement.
	 *
	 * @param <T> what it gives
	 */
	private interface StatementWork<T> {

		T run(PreparedStatement statement) throws SQLException;

	}

}
