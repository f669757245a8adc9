package io.github.rocketmqhttp.transaction.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;

/**
 * What plain reads of the tables that a message names say about its transaction.
 *
 * @param tables how many there are
 * @param row the transaction's own row, if one of them has it
 * @param absent those that hold nothing about it, not even a tombstone
 * @param failure why one could not be read
 */
record LogReading(int tables, @Nullable LogEntry row, List<LogDatabase> absent, @Nullable RuntimeException failure) {

	/**
	 * Reads the tables, until one of them has the row.
	 */
	static LogReading of(String transactionId, List<LogDatabase> databases) {
		List<LogDatabase> absent = new ArrayList<>(databases.size());
		RuntimeException failure = null;
		for (LogDatabase database : databases) {
			try {
				LogEntry entry = database.find(transactionId).orElse(null);
				if (entry == null) {
					absent.add(database);
				}
				else if (!entry.isTombstone()) {
					return new LogReading(databases.size(), entry, List.of(), null);
				}
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		return new LogReading(databases.size(), null, absent, failure);
	}

	/**
	 * Whether nothing is known because one of them could not be read.
	 */
	boolean isSilent() {
		return this.failure != null;
	}

	/**
	 * What follows from it for an attempt.
	 * @return empty if only tombstones where nothing is can tell
	 */
	Optional<TransactionResolution> resolve(String attemptId) {
		if (this.row != null) {
			return Optional.of(this.row.resolve(attemptId));
		}
		if (isSilent() || this.tables == 0) {
			return Optional.of(TransactionResolution.UNKNOWN);
		}
		return this.absent.isEmpty() ? Optional.of(TransactionResolution.ROLLBACK) : Optional.empty();
	}

}
