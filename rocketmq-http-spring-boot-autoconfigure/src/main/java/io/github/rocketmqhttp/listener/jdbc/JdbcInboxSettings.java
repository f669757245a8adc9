package io.github.rocketmqhttp.listener.jdbc;

import java.time.Duration;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.jdbc.TableRules;

/**
 * How a {@link JdbcInbox} keeps its rows.
 *
 * @param tableName the table, possibly with its schema in front
 * @param initializeSchema when the table is created
 * @param waitTimeout how long a message waits for another transaction that is just noting
 * it, whole seconds from 1 to 30; then it comes back
 * @param retention how long rows are kept, at least {@link #MIN_RETENTION}
 * @param purgeInterval time between two purges
 * @param purgeBatchSize most rows that one statement batch deletes
 */
public record JdbcInboxSettings(String tableName, SchemaInitialization initializeSchema, Duration waitTimeout,
		Duration retention, Duration purgeInterval, int purgeBatchSize) {

	/** Table that the schema scripts create. */
	public static final String DEFAULT_TABLE_NAME = "rocketmq_http_inbox";

	/**
	 * A message whose acknowledgement is lost is delivered up to 288 times, every 300 s,
	 * while somebody consumes: for 24 h; the rest is for clocks that differ.
	 */
	public static final Duration MIN_RETENTION = Duration.ofHours(25);

	/** A message of an ordered topic comes back after 60 s. */
	public static final Duration MAX_WAIT_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * What holds where nothing is configured. While nobody consumes, the service keeps
	 * messages for three days: one that took effect just before can still come after
	 * that.
	 */
	public static final JdbcInboxSettings DEFAULTS = new JdbcInboxSettings(DEFAULT_TABLE_NAME,
			SchemaInitialization.EMBEDDED, Duration.ofSeconds(5), Duration.ofDays(4), Duration.ofMinutes(10), 500);

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range; the message
	 * names it
	 */
	public JdbcInboxSettings {
		TableRules.check(tableName, purgeInterval, purgeBatchSize);
		TableRules.require(TableRules.isTimeout(waitTimeout, MAX_WAIT_TIMEOUT),
				"The wait timeout " + waitTimeout + " is not a whole number of seconds from 1 to 30.");
		TableRules.require(retention.compareTo(MIN_RETENTION) >= 0,
				"The retention " + retention + " is below " + MIN_RETENTION + ": a message could come again later.");
	}

}
