package io.github.rocketmqhttp.transaction.jdbc;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.github.rocketmqhttp.transaction.TransactionResolution;

/**
 * One row of the log as a back-check reads it.
 *
 * @param state {@link #COMMITTED} or {@link #TOMBSTONE}
 * @param attemptIds the publish attempts that count
 */
record LogEntry(String state, Set<String> attemptIds) {

	static final String COMMITTED = "C";

	static final String TOMBSTONE = "R";

	/** Of the row that is none of a transaction. */
	static final String IDENTITY = "I";

	private static final String SEPARATOR = ",";

	static LogEntry of(String state, String attempts) {
		return new LogEntry(state.strip(), Set.copyOf(List.of(attempts.split(SEPARATOR))));
	}

	static String join(Collection<String> attemptIds) {
		return String.join(SEPARATOR, attemptIds);
	}

	boolean isTombstone() {
		return this.state.equals(TOMBSTONE);
	}

	/**
	 * An attempt that does not count left an orphan behind: its message must not be
	 * delivered beside the one that counts. A state that is none of ours is no answer.
	 */
	TransactionResolution resolve(String attemptId) {
		return switch (this.state) {
			case COMMITTED ->
				this.attemptIds.contains(attemptId) ? TransactionResolution.COMMIT : TransactionResolution.ROLLBACK;
			case TOMBSTONE -> TransactionResolution.ROLLBACK;
			default -> TransactionResolution.UNKNOWN;
		};
	}

}
