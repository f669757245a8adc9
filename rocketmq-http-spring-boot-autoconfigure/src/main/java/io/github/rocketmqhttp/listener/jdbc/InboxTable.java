package io.github.rocketmqhttp.listener.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ConnectionPlace;
import io.github.rocketmqhttp.jdbc.Statements;
import io.github.rocketmqhttp.listener.InboxEntry;

/**
 * The statements of the inbox, in SQL that every database knows.
 */
final class InboxTable {

	private final Statements statements;

	private final String probe;

	private final String insert;

	private final String select;

	private final String selectOld;

	private final String delete;

	private final String selectEntry;

	private final String deleteEntry;

	private final String selectNewest;

	private final String confirm;

	InboxTable(DataSource dataSource, String name) {
		this.statements = new Statements(dataSource);
		this.probe = "SELECT consumer_group, message_key, received_at FROM " + name + " WHERE 1 = 0";
		// Never an upsert: a duplicate must make the transaction fail.
		this.insert = "INSERT INTO " + name + " (consumer_group, message_key, received_at) VALUES (?, ?, ?)";
		this.select = "SELECT received_at FROM " + name + " WHERE consumer_group = ? AND message_key = ?";
		this.selectOld = "SELECT consumer_group, message_key FROM " + name
				+ " WHERE received_at < ? ORDER BY received_at";
		this.delete = "DELETE FROM " + name + " WHERE consumer_group = ? AND message_key = ?";
		this.selectEntry = this.select + " AND received_at = ?";
		this.deleteEntry = this.delete + " AND received_at = ?";
		this.selectNewest = "SELECT MAX(received_at) FROM " + name;
		this.confirm = "UPDATE " + name
				+ " SET received_at = received_at + 1 WHERE consumer_group = ? AND message_key IN (%s)";
	}

	/**
	 * Reads nothing.
	 * @throws org.springframework.jdbc.BadSqlGrammarException if the table is not there
	 */
	void probe() {
		this.statements.probe(this.probe);
	}

	/**
	 * Where the connection of the transaction on this thread goes.
	 */
	ConnectionPlace place() {
		return Objects.requireNonNull(this.statements.ask(ConnectionPlace::of), "place");
	}

	/**
	 * Inserts the row of a message. Waits while an uncommitted one is in the way.
	 * @return {@code false} if the connection is not in a transaction; nothing is done
	 * then
	 */
	boolean insert(InboxEntry entry, int timeout) {
		return this.statements.runInTransaction(this.insert, timeout, (statement) -> {
			setEntry(statement, entry);
			return statement.executeUpdate();
		}).isPresent();
	}

	/**
	 * Changes the rows of the transaction on this thread.
	 * @param entries of one group
	 * @return how many there are
	 */
	int confirm(Collection<InboxEntry> entries) {
		String parameters = String.join(", ", Collections.nCopies(entries.size(), "?"));
		return this.statements.run(this.confirm.formatted(parameters), Statements.TRANSACTION_TIMEOUT, (statement) -> {
			int index = 2;
			for (InboxEntry entry : entries) {
				statement.setString(1, entry.consumerGroup());
				statement.setString(index++, entry.key());
			}
			return statement.executeUpdate();
		});
	}

	boolean exists(String consumerGroup, String key, int timeout) {
		return this.statements.run(this.select, timeout, (statement) -> {
			setKey(statement, consumerGroup, key);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next();
			}
		});
	}

	boolean exists(InboxEntry entry, int timeout) {
		return this.statements.run(this.selectEntry, timeout, (statement) -> {
			setEntry(statement, entry);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next();
			}
		});
	}

	boolean delete(InboxEntry entry, int timeout) {
		return this.statements.run(this.deleteEntry, timeout, (statement) -> {
			setEntry(statement, entry);
			return statement.executeUpdate() > 0;
		});
	}

	/**
	 * Deletes some old rows. The clock of the machine that purges may be ahead by days;
	 * those that noted messages were not, or the service would have refused their
	 * requests.
	 * @return how many were deleted
	 */
	int deleteBefore(Instant now, Duration retention, int limit, int timeout) {
		long newest = this.statements.run(this.selectNewest, timeout, (statement) -> {
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() ? rows.getLong(1) : 0L;
			}
		});
		long bound = Math.min(now.toEpochMilli(), newest) - retention.toMillis();
		return this.statements.deleteSelected(this.selectOld, (statement) -> {
			statement.setLong(1, bound);
			return statement;
		}, this.delete, limit, timeout);
	}

	private static void setEntry(PreparedStatement statement, InboxEntry entry) throws SQLException {
		setKey(statement, entry.consumerGroup(), entry.key());
		statement.setLong(3, entry.recordedAt().toEpochMilli());
	}

	private static void setKey(PreparedStatement statement, String consumerGroup, String key) throws SQLException {
		statement.setString(1, consumerGroup);
		statement.setString(2, key);
	}

}
