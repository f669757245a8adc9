package io.github.rocketmqhttp.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What holds for the settings of every table.
 */
public final class TableRules {

	/** Shortest time between two purges. */
	public static final Duration MIN_PURGE_INTERVAL = Duration.ofSeconds(1);

	/** Most rows that one statement batch deletes. */
	public static final int MAX_PURGE_BATCH = 10_000;

	/** The name becomes part of SQL text. */
	private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

	private TableRules() {
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

	/**
	 * Checks the name and what a purge needs.
	 * @param name the table, possibly with its schema in front
	 * @param purgeInterval time between two purges
	 * @param purgeBatchSize most rows that one statement batch deletes
	 * @throws IllegalArgumentException if one is outside its range; the message names it
	 */
	public static void check(String name, Duration purgeInterval, int purgeBatchSize) {
		require(isTableName(name), "The table name '" + name + "' is not a plain SQL name.");
		require(purgeInterval.compareTo(MIN_PURGE_INTERVAL) >= 0,
				"The purge interval " + purgeInterval + " is below one second.");
		require(purgeBatchSize >= 1 && purgeBatchSize <= MAX_PURGE_BATCH,
				"The purge batch size " + purgeBatchSize + " is not between 1 and " + MAX_PURGE_BATCH + ".");
	}

	/**
	 * Whether a time-out can be given to a statement.
	 * @param timeout the time-out
	 * @param longest the longest one
	 * @return {@code true} for whole seconds from 1 to the longest
	 */
	public static boolean isTimeout(Duration timeout, Duration longest) {
		return timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(longest) <= 0
				&& timeout.toNanosPart() == 0;
	}

	/**
	 * Checks one thing.
	 * @param holds whether it is so
	 * @param otherwise the message if it is not
	 * @throws IllegalArgumentException if it is not
	 */
	public static void require(boolean holds, String otherwise) {
		if (!holds) {
			throw new IllegalArgumentException(otherwise);
		}
	}

}
