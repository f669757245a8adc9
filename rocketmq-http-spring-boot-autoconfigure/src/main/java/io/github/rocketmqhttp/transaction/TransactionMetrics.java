package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;

/**
 * Counts half messages by what became of them. Called by the threads of transactions and
 * back-checks, so it must be quick. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface TransactionMetrics {

	/** Counts nothing. */
	TransactionMetrics NONE = (outcome, path) -> {
	};

	/**
	 * Counts one half message. One that is left to the back-check is counted once more
	 * when that has finished it.
	 * @param outcome what the local transaction has come to
	 * @param path how the broker was told, or why it was not
	 */
	void count(State outcome, Path path);

	/**
	 * The ways of a half message to its end.
	 */
	enum Path {

		/**
		 * The transaction's own process told the broker; in doubt, it had nothing to
		 * tell.
		 */
		INLINE,

		/** A back-check was answered, not by the transaction log. */
		BACK_CHECK,

		/**
		 * A back-check was answered by the transaction log: the transaction has its row,
		 * or is fenced from now on.
		 */
		FENCE,

		/** The transaction took longer than the immunity time: left to the back-check. */
		LATE,

		/** The broker could not be told: left to the back-check. */
		FAILED

	}

}
