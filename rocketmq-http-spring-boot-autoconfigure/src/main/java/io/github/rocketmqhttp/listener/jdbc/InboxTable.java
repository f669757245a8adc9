package io.github.rocketmqhttp.listener.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.Statements;

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

	InboxTable(DataSource dataSource, String name) {
		this.statements = new Statements(dataSource);
		this.probe = "SELECT consumer_group, message_key, received_at FROM " + name + " WHERE 1 = 0";
		// Never an upsert: a duplicate must make the transaction fail.
		this.insert = "INSERT INTO " + name + " (consumer_group, message_key, received_at) VALUES (?, ?, ?)";
		this.select = "SELECT received_at FROM " + name + " WHERE consumer_group = ? AND message_key = ?";
		this.selectOld = "SELECT consumer_group, message_key FROM " + name
				+ " WHERE received_at < ? ORDER BY received_at";
		this.delete = "DELETE FROM " + name + " WHERE consumer_group = ? AND message_key = ?";
	}

	/**
	 * Reads nothing.
	 * @throws org.springframework.jdbc.BadSqlGrammarException if the table is not there
	 */
	void probe() {
		this.statements.probe(this.probe);
	}

	/**
	 * Inserts the row of a message. Waits while an uncommitted one is in the way.
	 * @return {@code false} if the connection is not in a transaction; nothing is done
	 * then
	 */
	boolean insert(String consumerGroup, String key, Instant received, int timeout) {
		return this.statements.runInTransaction(this.insert, timeout, (statement) -> {
			setKey(statement, consumerGroup, key);
			statement.setLong(3, received.toEpochMilli());
			return statement.executeUpdate();
		}).isPresent();
	}

	boolean exists(String consumerGroup, String key, int timeout) {
		return this.statements.run(this.select, timeout, (statement) -> {
			setKey(statement, consumerGroup, key);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next();
			}
		});
	}

	int deleteBefore(Instant bound, int limit, int timeout) {
		return this.statements.deleteSelected(this.selectOld, (statement) -> {
			statement.setLong(1, bound.toEpochMilli());
			return statement;
		}, this.delete, limit, timeout);
	}

	private static void setKey(PreparedStatement statement, String consumerGroup, String key) throws SQLException {
		statement.setString(1, consumerGroup);
		statement.setString(2, key);
	}

}
