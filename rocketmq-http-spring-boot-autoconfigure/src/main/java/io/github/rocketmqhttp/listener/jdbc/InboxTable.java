package io.github.rocketmqhttp.listener.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ConnectionPlace;
import io.github.rocketmqhttp.jdbc.Statements;
import io.github.rocketmqhttp.listener.InboxEntry;

/**
 * The statements of the inbox, in SQL that every database knows. The time of a row is
 * negative until it is confirmed.
 */
final class InboxTable {

	private final Statements statements;

	private final String probe;

	private final String insert;

	private final String select;

	private final String selectOld;

	private final String selectEntry;

	private final String deleteEntry;

	private final String selectNewest;

	private final String confirm;

	private final String selectAbandoned;

	InboxTable(DataSource dataSource, String name) {
		this.statements = new Statements(dataSource);
		this.probe = "SELECT consumer_group, message_key, received_at FROM " + name + " WHERE 1 = 0";
		// Never an upsert: a duplicate must make the transaction fail.
		this.insert = "INSERT INTO " + name + " (consumer_group, message_key, received_at) VALUES (?, ?, ?)";
		this.select = "SELECT received_at FROM " + name + " WHERE consumer_group = ? AND message_key = ?";
		this.selectOld = "SELECT consumer_group, message_key, received_at FROM " + name
				+ " WHERE received_at > ? AND received_at < ? ORDER BY received_at";
		this.selectEntry = this.select + " AND received_at = ?";
		// By its time, too: the message may have been noted anew meanwhile.
		this.deleteEntry = "DELETE FROM " + name + " WHERE consumer_group = ? AND message_key = ? AND received_at = ?";
		this.selectNewest = "SELECT MAX(received_at) FROM " + name;
		this.confirm = "UPDATE " + name + " SET received_at = -received_at WHERE consumer_group = ? AND (%s)";
		this.selectAbandoned = this.select + " AND received_at < 0 AND received_at > ?";
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
	 * Confirms rows of the transaction on this thread, also if it has run out of time: it
	 * would commit all the same.
	 * @param entries of one group
	 * @return how many there were
	 */
	int confirm(Collection<InboxEntry> entries) {
		String each = String.join(" OR ", Collections.nCopies(entries.size(), "message_key = ? AND received_at = ?"));
		return this.statements.run(this.confirm.formatted(each), Statements.NO_TIMEOUT, (statement) -> {
			int index = 2;
			for (InboxEntry entry : entries) {
				statement.setString(1, entry.consumerGroup());
				statement.setString(index++, entry.key());
				statement.setLong(index++, unconfirmed(entry));
			}
			return statement.executeUpdate();
		});
	}

	/**
	 * Whether the row of a message is there and confirmed.
	 */
	boolean isConfirmed(String consumerGroup, String key, int timeout) {
		return this.statements.run(this.select, timeout, (statement) -> {
			setKey(statement, consumerGroup, key);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() && rows.getLong(1) >= 0;
			}
		});
	}

	/**
	 * Finds the row of a message that has been committed, but not confirmed.
	 * @param before when it was noted
	 */
	Optional<InboxEntry> findAbandoned(String consumerGroup, String key, Instant before, int timeout) {
		return this.statements.run(this.selectAbandoned, timeout, (statement) -> {
			setKey(statement, consumerGroup, key);
			statement.setLong(3, -before.toEpochMilli());
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next()
						? Optional.of(new InboxEntry(consumerGroup, key, Instant.ofEpochMilli(-rows.getLong(1))))
						: Optional.empty();
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
		int confirmed = delete(-1, bound, limit, timeout);
		return (confirmed < limit) ? confirmed + delete(-bound, 0, limit - confirmed, timeout) : confirmed;
	}

	private int delete(long above, long below, int limit, int timeout) {
		return this.statements.deleteSelected(this.selectOld, (statement) -> {
			statement.setLong(1, above);
			statement.setLong(2, below);
			return statement;
		}, this.deleteEntry, limit, timeout);
	}

	private static void setEntry(PreparedStatement statement, InboxEntry entry) throws SQLException {
		setKey(statement, entry.consumerGroup(), entry.key());
		statement.setLong(3, unconfirmed(entry));
	}

	private static long unconfirmed(InboxEntry entry) {
		return -entry.recordedAt().toEpochMilli();
	}

	private static void setKey(PreparedStatement statement, String consumerGroup, String key) throws SQLException {
		statement.setString(1, consumerGroup);
		statement.setString(2, key);
	}

}
