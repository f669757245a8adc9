package io.github.rocketmqhttp.transaction;

import java.util.Collection;
import java.util.Optional;

import io.github.rocketmqhttp.core.TransactionHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The transaction log as one transaction with messages uses it: all its messages carry
 * the same identity, whatever databases are added or found meanwhile, and its row may be
 * in no other. Used by one thread until the messages are published.
 */
final class ScopedLog {

	private final TransactionLog log;

	private volatile @Nullable String identity;

	ScopedLog(TransactionLog log) {
		this.log = log;
	}

	String name() {
		return this.log.name();
	}

	/**
	 * What messages carry of it.
	 * @throws TransactionLogException if the log does not tell its identity
	 */
	String header() {
		return TransactionHeaders.log(this.log.name(), identity());
	}

	private String identity() {
		String identity = this.identity;
		if (identity == null) {
			identity = this.log.identity();
			this.identity = identity;
		}
		return identity;
	}

	/**
	 * Writes the row.
	 * @see TransactionLog#record
	 */
	void record(String transactionId, Collection<String> attemptIds) {
		this.log.record(transactionId, attemptIds, identity());
	}

	/**
	 * Corrects the row.
	 * @see TransactionLog#amend
	 */
	void amend(String transactionId, Collection<String> attemptIds) {
		this.log.amend(transactionId, attemptIds);
	}

	/**
	 * Looks for the row before the commit.
	 * @see TransactionLog#isRecorded
	 */
	Optional<Boolean> isRecorded(String transactionId) {
		return this.log.isRecorded(transactionId, identity());
	}

	/**
	 * Looks for the row after a rollback.
	 * @see TransactionLog#hasOutlivedRollback
	 */
	boolean hasOutlivedRollback(String transactionId) {
		return this.log.hasOutlivedRollback(transactionId, identity());
	}

	/**
	 * Keeps the rest of a transaction from committing without the row.
	 * @see TransactionLog#rollBackUnlessRecorded
	 */
	void rollBackUnlessRecorded(String transactionId) {
		this.log.rollBackUnlessRecorded(transactionId, identity());
	}

	/**
	 * Asks for the outcome.
	 * @see TransactionLog#resolve
	 */
	TransactionResolution resolve(String transactionId, String attemptId) {
		return this.log.resolve(transactionId, attemptId, this.identity);
	}

}
