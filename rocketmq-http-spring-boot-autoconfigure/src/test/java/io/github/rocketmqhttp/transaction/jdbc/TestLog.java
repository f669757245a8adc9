package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.github.rocketmqhttp.jdbc.RecordingDataSource;
import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.transaction.TransactionIds;
import io.github.rocketmqhttp.transaction.TransactionResolution;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A prepared log in a database of its own, and transactions beside it.
 */
final class TestLog {

	static final String TABLE = JdbcTransactionLogSettings.DEFAULT_TABLE_NAME;

	static final Duration RETENTION = Duration.ofHours(30);

	static final int BATCH = 3;

	final RecordingDataSource database;

	final JdbcTransactionLog log;

	TestLog() {
		this(RecordingDataSource.memory(), true);
	}

	TestLog(RecordingDataSource database, boolean confirm) {
		this.database = database;
		this.log = new JdbcTransactionLog("default", database, settings(confirm));
		this.log.prepare();
	}

	static JdbcTransactionLogSettings settings(boolean confirm) {
		return new JdbcTransactionLogSettings(TABLE, SchemaInitialization.ALWAYS, Duration.ofSeconds(5), RETENTION,
				Duration.ofSeconds(1), BATCH, confirm);
	}

	static String newId() {
		return idOf(Instant.now());
	}

	static String idOf(Instant time) {
		return TransactionIds.lowerBound(time).substring(0, 19)
				+ UUID.randomUUID().toString().substring(19).replaceFirst("^.", "8");
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(new DataSourceTransactionManager(this.database));
	}

	String commit(String... attempts) {
		String id = newId();
		transaction().executeWithoutResult((status) -> this.log.record(id, List.of(attempts), this.log.identity()));
		return id;
	}

	TransactionResolution resolve(String id, String attempt) {
		return this.log.resolve(id, attempt, this.log.identity());
	}

	/** Writes what the log has not written itself, committed at once. */
	void insert(String id, String state, String attempts) {
		this.database.jdbc()
			.update("INSERT INTO " + TABLE + " (tx_id, state, attempts) VALUES (?, ?, ?)", id, state, attempts);
	}

	List<String> states() {
		return states(this.database);
	}

	static List<String> states(RecordingDataSource database) {
		return database.jdbc()
			.queryForList("SELECT state FROM " + TABLE + " WHERE state <> 'I' ORDER BY tx_id", String.class);
	}

	List<String> ids() {
		return this.database.jdbc()
			.queryForList("SELECT tx_id FROM " + TABLE + " WHERE state <> 'I' ORDER BY tx_id", String.class);
	}

	void shutDown() {
		this.database.jdbc().execute("SHUTDOWN");
	}

}
