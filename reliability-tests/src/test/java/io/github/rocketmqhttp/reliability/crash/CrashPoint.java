package io.github.rocketmqhttp.reliability.crash;

import io.github.rocketmqhttp.transaction.SendPhase;
import io.github.rocketmqhttp.transaction.TransactionResolution;

/**
 * A moment in the life of a transaction with messages, just before or after one of its
 * numbered steps. In the phase {@link SendPhase#BEFORE_COMMIT} step 2 comes after step 5.
 */
enum CrashPoint {

	PUBLISH_BEFORE(2, "publish", "before"),

	PUBLISH_BETWEEN(2, "publish", "between"),

	PUBLISH_AFTER(2, "publish", "after"),

	BEGIN_BEFORE(3, "begin", "before"),

	BEGIN_AFTER(3, "begin", "after"),

	LOG_INSERT_BEFORE(4, "log INSERT", "before"),

	LOG_INSERT_AFTER(4, "log INSERT", "after"),

	WORK_BEFORE(5, "business INSERT", "before"),

	WORK_AFTER(5, "business INSERT", "after"),

	COMMIT_BEFORE(6, "local commit", "before"),

	COMMIT_AFTER(6, "local commit", "after"),

	DECIDE_BEFORE(7, "commit messages", "before"),

	DECIDE_BETWEEN(7, "commit messages", "between"),

	DECIDE_AFTER(7, "commit messages", "after");

	private final int step;

	private final String label;

	CrashPoint(int step, String what, String moment) {
		this.step = step;
		this.label = step + " " + what + ", " + moment;
	}

	int step() {
		return this.step;
	}

	/**
	 * Whether there is such a moment with so many messages.
	 */
	boolean occursWith(int messages) {
		return messages > 1 || (this != PUBLISH_BETWEEN && this != DECIDE_BETWEEN);
	}

	/**
	 * Whether the local transaction has committed by then.
	 */
	boolean isCommitted() {
		return compareTo(COMMIT_AFTER) >= 0;
	}

	/**
	 * How many of the half messages have been published by then.
	 */
	int published(SendPhase phase, int messages) {
		return switch (this) {
			case PUBLISH_BEFORE -> 0;
			case PUBLISH_BETWEEN -> 1;
			case PUBLISH_AFTER -> messages;
			default -> (phase == SendPhase.BEFORE_METHOD || this.step >= 6) ? messages : 0;
		};
	}

	/**
	 * How many of the published ones have not been decided by then.
	 */
	int undecided(SendPhase phase, int messages) {
		return switch (this) {
			case DECIDE_BETWEEN -> messages - 1;
			case DECIDE_AFTER -> 0;
			default -> published(phase, messages);
		};
	}

	/**
	 * What another instance answers to a back-check at that moment, while the transaction
	 * stands still: as soon as its row is there it must not be touched.
	 */
	TransactionResolution answer(SendPhase phase) {
		if (isCommitted()) {
			return TransactionResolution.COMMIT;
		}
		boolean logged = (this.step == 2) ? phase == SendPhase.BEFORE_COMMIT : compareTo(LOG_INSERT_AFTER) >= 0;
		return logged ? TransactionResolution.UNKNOWN : TransactionResolution.ROLLBACK;
	}

	@Override
	public String toString() {
		return this.label;
	}

}
