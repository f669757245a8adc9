package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;

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
 */
public record JdbcTransactionLogSettings(String tableName, SchemaInitialization initializeSchema, Duration checkTimeout,
		Duration retention, Duration purgeInterval, int purgeBatchSize) {

	/** Table that the schema scripts create. */
	public static final String DEFAULT_TABLE_NAME = "rocketmq_http_transaction";

	/**
	 * A half message is asked about for 24 h after an immunity time of at most 300 s; the
	 * rest is for publishing, for clocks that differ and for long transactions.
	 */
	public static final Duration MIN_RETENTION = Duration.ofHours(25);

	/** A check's handle lives for 10 s: beyond 5 s an answer would come too late. */
	public static final Duration MAX_CHECK_TIMEOUT = Duration.ofSeconds(5);

	/** The name becomes part of SQL text. */
	private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

	/** What holds where nothing is configured. */
	public static final JdbcTransactionLogSettings DEFAULTS = new JdbcTransactionLogSettings(DEFAULT_TABLE_NAME,
			SchemaInitialization.EMBEDDED, Duration.ofSeconds(1), Duration.ofDays(3), Duration.ofMinutes(10), 500);

	private static final int MAX_BATCH = 10_000;

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range; the message
	 * names it
	 */
	public JdbcTransactionLogSettings {
		require(isTableName(tableName), "The table name '" + tableName + "' is not a plain SQL name.");
		require(isCheckTimeout(checkTimeout),
				"The check timeout " + checkTimeout + " is not a whole number of seconds from 1 to 5.");
		require(retention.compareTo(MIN_RETENTION) >= 0,
				"The retention " + retention + " is below " + MIN_RETENTION + ": a back-check could come later.");
		require(purgeInterval.compareTo(Duration.ofSeconds(1)) >= 0,
				"The purge interval " + purgeInterval + " is below one second.");
		require(purgeBatchSize >= 1 && purgeBatchSize <= MAX_BATCH,
				"The purge batch size " + purgeBatchSize + " is not between 1 and " + MAX_BATCH + ".");
	}

	/**
	 * Whether a table name can be used.
	 * @param name the name
	 * @return {@code true} for letters, digits, {@code _} and {@code $}, with at most one
	 * dot
	 */
	public static boolean isTableName(String name) {
		return TABLE_NAME.matcher(name).matches();
	}

	private static boolean isCheckTimeout(Duration timeout) {
		return timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(MAX_CHECK_TIMEOUT) <= 0
				&& timeout.toNanosPart() == 0;
	}

	private static void require(boolean holds, String otherwise) {
		if (!holds) {
			throw new IllegalArgumentException(otherwise);
		}
	}

}
