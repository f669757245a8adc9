package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.Statements;

/**
 * The statements of the log, in SQL that every database knows. Each takes part in the
 * transaction that runs on the thread.
 */
final class LogTable {

	/**
	 * Key of the row that holds the identity in place of attempts: no id, and above all
	 * of them, so that no version purges it. Users write it, too.
	 */
	static final String IDENTITY = "identity";

	private final Statements statements;

	private final String probe;

	private final String insert;

	private final String insertTombstone;

	private final String update;

	private final String exists;

	private final String select;

	private final String insertIdentity;

	private final String touchIdentity;

	private final String selectPresent;

	private final String selectOld;

	private final String selectFuture;

	private final String delete;

	LogTable(DataSource dataSource, String name) {
		this.statements = new Statements(dataSource);
		this.probe = "SELECT tx_id, state, attempts FROM " + name + " WHERE 1 = 0";
		// Never an upsert: a tombstone must make the business transaction fail.
		this.insert = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.COMMITTED + "', ?)";
		this.insertTombstone = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.TOMBSTONE
				+ "', '-')";
		// A tombstone may stand where the database has rolled back by itself.
		String own = " WHERE tx_id = ? AND state = '" + LogEntry.COMMITTED + "'";
		this.update = "UPDATE " + name + " SET attempts = ?" + own;
		this.exists = "SELECT 1 FROM " + name + own;
		this.select = "SELECT state, attempts FROM " + name + " WHERE tx_id = ?";
		this.insertIdentity = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.IDENTITY
				+ "', ?)";
		this.touchIdentity = "UPDATE " + name + " SET created_at = DEFAULT WHERE tx_id = '" + IDENTITY + "'";
		this.selectPresent = "SELECT created_at FROM " + name + " WHERE tx_id = '" + IDENTITY + "'";
		this.selectOld = "SELECT tx_id FROM " + name + " WHERE tx_id < ? AND created_at < ? ORDER BY tx_id";
		this.selectFuture = "SELECT tx_id FROM " + name + " WHERE tx_id > ? AND created_at < ? AND tx_id <> '"
				+ IDENTITY + "' ORDER BY tx_id";
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

	/**
	 * Corrects the row of the transaction that runs.
	 * @return 1, or 0 if it is gone
	 */
	int update(String transactionId, String attempts) {
		return this.statements.run(this.update, Statements.TRANSACTION_TIMEOUT, (statement) -> {
			statement.setString(1, attempts);
			statement.setString(2, transactionId);
			return statement.executeUpdate();
		});
	}

	/**
	 * Whether the row of the transaction on this thread is there, as that sees it.
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
	 * Reads what the identity row says.
	 */
	Optional<String> findIdentity(int timeout) {
		return this.statements.run(this.select, timeout, (statement) -> {
			statement.setString(1, IDENTITY);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() ? Optional.of(rows.getString(2).strip()) : Optional.empty();
			}
		});
	}

	void insertIdentity(String identity, int timeout) {
		this.statements.run(this.insertIdentity, timeout, (statement) -> {
			statement.setString(1, IDENTITY);
			statement.setString(2, identity);
			return statement.executeUpdate();
		});
	}

	/**
	 * Deletes some rows that are old by the clock of the database, which has stamped all
	 * of them, whatever the time in their ids: the clock of the machine that made an id
	 * may have been wrong by days. The present is read from a row that is stamped now,
	 * because databases differ about the type of the present and about time zones.
	 * @param ids the rows to look at
	 * @param retention how old they must be
	 * @return how many were deleted; 0 if there is no identity row to stamp
	 */
	int deleteOld(IdRange ids, Duration retention, int limit, int timeout) {
		this.statements.run(this.touchIdentity, timeout, PreparedStatement::executeUpdate);
		Optional<Timestamp> present = this.statements.run(this.selectPresent, timeout, (statement) -> {
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() ? Optional.of(rows.getTimestamp(1)) : Optional.empty();
			}
		});
		if (present.isEmpty()) {
			return 0;
		}
		Timestamp bound = Timestamp.from(present.get().toInstant().minus(retention));
		int deleted = delete(this.selectOld, ids.from(), bound, limit, timeout);
		return (deleted < limit) ? deleted + delete(this.selectFuture, ids.to(), bound, limit - deleted, timeout)
				: deleted;
	}

	private int delete(String select, String id, Timestamp bound, int limit, int timeout) {
		return this.statements.deleteSelected(select, (statement) -> {
			statement.setString(1, id);
			statement.setTimestamp(2, bound);
			return statement;
		}, this.delete, limit, timeout);
	}

	/**
	 * The ids that transactions of the last time may have, between two bounds.
	 *
	 * @param from rows below are looked at
	 * @param to rows above are looked at, too
	 */
	record IdRange(String from, String to) {
	}

}
