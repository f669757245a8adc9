package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.ConnectionPlace;
import io.github.rocketmqhttp.jdbc.Statements;
import org.jspecify.annotations.Nullable;

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

	private static final int MAX_PLACES = 1000;

	/**
	 * They read rows without locks, so the identity can be looked at by the statement
	 * that inserts a row. Here drivers would not know the schema without asking.
	 */
	private static final Set<String> WITHOUT_READ_LOCKS = Set.of("H2", "PostgreSQL", "Oracle");

	private final Statements statements;

	/** Where rows have been inserted, and under which identities. */
	private final Map<ConnectionPlace, String> places = new ConcurrentHashMap<>();

	private final String probe;

	private final String insert;

	private final String insertGuarded;

	private final String insertTombstone;

	private final String update;

	private final String selectWithIdentity;

	private final String selectAny;

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
		// No table to select from, and no function, that all databases know.
		this.insertGuarded = "INSERT INTO " + name + " (tx_id, state, attempts) SELECT ?, '" + LogEntry.COMMITTED
				+ "', ? FROM " + name + " WHERE tx_id = '" + IDENTITY + "' AND attempts IN (%s)";
		this.insertTombstone = "INSERT INTO " + name + " (tx_id, state, attempts) VALUES (?, '" + LogEntry.TOMBSTONE
				+ "', '-')";
		// A tombstone may stand where the database has rolled back by itself.
		this.update = "UPDATE " + name + " SET attempts = ? WHERE tx_id = ? AND state = '" + LogEntry.COMMITTED + "'";
		this.selectWithIdentity = "SELECT tx_id, attempts FROM " + name + " WHERE tx_id IN (?, '" + IDENTITY
				+ "') AND state <> '" + LogEntry.TOMBSTONE + "'";
		this.selectAny = "SELECT tx_id FROM " + name;
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
	 * Inserts the row of a transaction, if this is a table of the log: a transaction may
	 * run in another database than the log's, or in another schema.
	 * @param identity the identities of the log's tables
	 */
	Insertion insert(String transactionId, String attempts, String identity) {
		ConnectionPlace place = this.statements.ask(LogTable::rememberedPlace);
		if (place != null && identity.equals(this.places.get(place))) {
			return insertPlainly(transactionId, attempts);
		}
		Insertion insertion = insertGuarded(transactionId, attempts, LogDatabases.split(identity));
		if (place != null && insertion == Insertion.DONE) {
			remember(place, identity);
		}
		return insertion;
	}

	private Insertion insertPlainly(String transactionId, String attempts) {
		return this.statements.runInTransaction(this.insert, Statements.TRANSACTION_TIMEOUT, (statement) -> {
			statement.setString(1, transactionId);
			statement.setString(2, attempts);
			return statement.executeUpdate();
		}).isPresent() ? Insertion.DONE : Insertion.NO_TRANSACTION;
	}

	private Insertion insertGuarded(String transactionId, String attempts, Collection<String> identities) {
		return this.statements.runInTransaction(this.insertGuarded.formatted(parameters(identities)),
				Statements.TRANSACTION_TIMEOUT, (statement) -> {
					statement.setString(1, transactionId);
					statement.setString(2, attempts);
					setAll(statement, 3, identities);
					return (statement.executeUpdate() > 0) ? Insertion.DONE : Insertion.ELSEWHERE;
				})
			.orElse(Insertion.NO_TRANSACTION);
	}

	/**
	 * Where a connection goes, if that need be remembered.
	 */
	private static @Nullable ConnectionPlace rememberedPlace(Connection connection) throws SQLException {
		return WITHOUT_READ_LOCKS.contains(connection.getMetaData().getDatabaseProductName()) ? null
				: ConnectionPlace.withoutSchema(connection);
	}

	private void remember(ConnectionPlace place, String identity) {
		if (this.places.size() >= MAX_PLACES) {
			this.places.clear();
		}
		this.places.put(place, identity);
	}

	private static String parameters(Collection<String> values) {
		return String.join(", ", Collections.nCopies(values.size(), "?"));
	}

	private static void setAll(PreparedStatement statement, int first, Collection<String> values) throws SQLException {
		int index = first;
		for (String value : values) {
			statement.setString(index++, value);
		}
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
	 * Looks for the row as the transaction on this thread sees it.
	 * @param identity the identities of the log's tables
	 * @param timeout most seconds, or one of the constants of {@link Statements}
	 */
	Presence look(String transactionId, String identity, int timeout) {
		Collection<String> identities = LogDatabases.split(identity);
		return this.statements.run(this.selectWithIdentity, timeout, (statement) -> {
			statement.setString(1, transactionId);
			boolean row = false;
			boolean ours = false;
			boolean foreign = false;
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					boolean own = rows.getString(1).strip().equals(transactionId);
					row |= own;
					ours |= !own && identities.contains(rows.getString(2).strip());
					foreign |= !own && !ours;
				}
			}
			return (!row || foreign) ? Presence.GONE : ours ? Presence.THERE : Presence.WITHOUT_IDENTITY;
		});
	}

	/**
	 * Whether the table holds nothing.
	 */
	boolean isEmpty(int timeout) {
		return this.statements.run(this.selectAny, timeout, (statement) -> {
			statement.setMaxRows(1);
			try (ResultSet rows = statement.executeQuery()) {
				return !rows.next();
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
	 * What a transaction sees of its row.
	 */
	enum Presence {

		/** It is there, in a table of the log. */
		THERE,

		/** It is there; the table says nothing of a log. */
		WITHOUT_IDENTITY,

		/** It is not there, or in the table of another log. */
		GONE

	}

	/**
	 * What became of a row that was to be inserted.
	 */
	enum Insertion {

		/** It is part of the transaction. */
		DONE,

		/** It is not there: the connection is in auto-commit mode. */
		NO_TRANSACTION,

		/** It is not there: this is no table of the log. */
		ELSEWHERE

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
