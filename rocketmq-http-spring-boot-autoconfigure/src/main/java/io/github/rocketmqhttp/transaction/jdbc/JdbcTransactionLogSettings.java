package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.jdbc.TableRules;

/**
 * How a {@link JdbcTransactionLog} keeps its rows.
 *
 * @param tableName the table, possibly with its schema in front
 * @param initializeSchema when the table is created
 * @param checkTimeout how long a back-check waits for a transaction that may still be
 * running, whole seconds from 1 to 5
 * @param retention how long rows are kept, at least {@link #MIN_RETENTION}
 * @param purgeInterval time between two purges
 * @param purgeBatchSize most rows that one statement batch deletes
 * @param confirmBeforeCommit whether each transaction looks for its row just before the
 * commit, which costs a statement and finds out about a database that has rolled back by
 * itself
 */
public record JdbcTransactionLogSettings(String tableName, SchemaInitialization initializeSchema, Duration checkTimeout,
		Duration retention, Duration purgeInterval, int purgeBatchSize, boolean confirmBeforeCommit) {

	/** Table that the schema scripts create. */
	public static final String DEFAULT_TABLE_NAME = "rocketmq_http_transaction";

	/**
	 * A half message is asked about for 24 h after an immunity time of at most 300 s; the
	 * rest is for publishing, for clocks that differ and for long transactions.
	 */
	public static final Duration MIN_RETENTION = Duration.ofHours(25);

	/** A check's handle lives for 10 s: beyond 5 s an answer would come too late. */
	public static final Duration MAX_CHECK_TIMEOUT = Duration.ofSeconds(5);

	/** What holds where nothing is configured. */
	public static final JdbcTransactionLogSettings DEFAULTS = new JdbcTransactionLogSettings(DEFAULT_TABLE_NAME,
			SchemaInitialization.EMBEDDED, Duration.ofSeconds(1), Duration.ofDays(3), Duration.ofMinutes(10), 500,
			true);

	/**
	 * Creates settings that confirm before each commit.
	 * @param tableName the table, possibly with its schema in front
	 * @param initializeSchema when the table is created
	 * @param checkTimeout how long a back-check waits, whole seconds from 1 to 5
	 * @param retention how long rows are kept, at least {@link #MIN_RETENTION}
	 * @param purgeInterval time between two purges
	 * @param purgeBatchSize maximum number of rows that one statement batch deletes
	 */
	public JdbcTransactionLogSettings(String tableName, SchemaInitialization initializeSchema, Duration checkTimeout,
			Duration retention, Duration purgeInterval, int purgeBatchSize) {
		this(tableName, initializeSchema, checkTimeout, retention, purgeInterval, purgeBatchSize, true);
	}

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range; the message
	 * names it
	 */
	public JdbcTransactionLogSettings {
		TableRules.check(tableName, purgeInterval, purgeBatchSize);
		TableRules.require(TableRules.isTimeout(checkTimeout, MAX_CHECK_TIMEOUT),
				"The check timeout " + checkTimeout + " is not a whole number of seconds from 1 to 5.");
		TableRules.require(retention.compareTo(MIN_RETENTION) >= 0,
				"The retention " + retention + " is below " + MIN_RETENTION + ": a back-check could come later.");
	}

}
