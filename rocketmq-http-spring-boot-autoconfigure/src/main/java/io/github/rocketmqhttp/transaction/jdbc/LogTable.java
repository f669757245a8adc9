package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.ResultSet;
import java.util.Optional;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.Statements;
import io.github.rocketmqhttp.transaction.TransactionIds;

/**
 * The statements of the log, in SQL that every database knows. Each takes part in the
 * transaction that runs on the thread.
 */
final class LogTable {

	private final Statements statements;

	private final String probe;

	private final String insert;

	private final String insertTombstone;

	private final String update;

	private final String exists;

	private final String select;

	private final String selectOld;

	private final String delete;

	LogTable(DataSource dataSource, String name) {
		this.statements = new Statements(dataSource);
		this.probe = "SELECT tx_id, state, attempts FROM " + name + " WHERE 1 = 0";
		// Never an upsert: a tombstone must make the business transaction fail.
		this.insert = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.COMMITTED + "', ?)";
		this.insertTombstone = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.TOMBSTONE
				+ "', '-')";
		this.update = "UPDATE " + name + " SET attempts = ? WHERE tx_id = ?";
		this.exists = "SELECT 1 FROM " + name + " WHERE tx_id = ?";
		this.select = "SELECT state, attempts FROM " + name + " WHERE tx_id = ?";
		this.selectOld = "SELECT tx_id FROM " + name + " WHERE tx_id < ? ORDER BY tx_id";
		this.delete = "DELETE FROM " + name + " WHERE tx_id = ?";
	}

	/**
	 * Reads nothing.
	 * @throws org.springframework.jdbc.BadSqlGrammarException if the table is not there
	 */
	void probe() {
		this.statements.probe(this.probe);
	}

	/**
	 * Inserts the row of a transaction.
	 * @return {@code false} if the connection is not in a transaction; nothing is done
	 * then
	 */
	boolean insert(String transactionId, String attempts) {
		return this.statements.runInTransaction(this.insert, Statements.TRANSACTION_TIMEOUT, (statement) -> {
			statement.setString(1, transactionId);
			statement.setString(2, attempts);
			return statement.executeUpdate();
		});
	}

	int update(String transactionId, String attempts) {
		return this.statements.run(this.update, Statements.TRANSACTION_TIMEOUT, (statement) -> {
			statement.setString(1, attempts);
			statement.setString(2, transactionId);
			return statement.executeUpdate();
		});
	}

	/**
	 * Whether the row is there, as the transaction on this thread sees it.
	 */
	boolean exists(String transactionId) {
		return this.statements.run(this.exists, Statements.TRANSACTION_TIMEOUT, (statement) -> {
			statement.setString(1, transactionId);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next();
			}
		});
	}

	Optional<LogEntry> find(String transactionId, int timeout) {
		return this.statements.run(this.select, timeout, (statement) -> {
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
		this.statements.run(this.insertTombstone, timeout, (statement) -> {
			statement.setString(1, transactionId);
			return statement.executeUpdate();
		});
	}

	/**
	 * Deletes some rows of transactions that began before the one with that id.
	 * @return how many
	 */
	int deleteBefore(String transactionId, int limit, int timeout) {
		return this.statements.deleteSelected(this.selectOld, (statement) -> {
			statement.setString(1, transactionId);
			return statement;
		}, this.delete, limit, timeout);
	}

	static boolean isId(String transactionId) {
		return !transactionId.isEmpty() && transactionId.length() <= TransactionIds.LENGTH;
	}

}
