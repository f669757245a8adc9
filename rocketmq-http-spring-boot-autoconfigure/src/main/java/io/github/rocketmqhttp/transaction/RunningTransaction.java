package io.github.rocketmqhttp.transaction;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction that runs on this thread, found to be one whose outcome messages can
 * follow.
 */
final class RunningTransaction {

	private final @Nullable TransactionStatus status;

	private final TransactionPhase phase;

	private RunningTransaction(@Nullable TransactionStatus status, TransactionPhase phase) {
		this.status = status;
		this.phase = phase;
	}

	/**
	 * The transaction that a call has begun or joined by itself.
	 * @param call names the call in exceptions
	 * @param status the transaction, as its manager sees it
	 * @param logs show whether transactions of several managers run
	 * @throws IllegalTransactionStateException if nothing would tell its outcome, or if
	 * it has ended
	 */
	static RunningTransaction of(String call, TransactionStatus status, TransactionLogs logs) {
		if (!isFollowed()) {
			throw new IllegalTransactionStateException("No transaction runs around " + call
					+ " whose outcome its messages could follow, so it was not called. Use a propagation that begins a"
					+ " transaction, such as REQUIRED, and a transaction manager with transaction synchronization.");
		}
		DefaultTransactionStatus own = (status instanceof DefaultTransactionStatus known) ? known : null;
		if (status.isNewTransaction() && own != null && !own.isNewSynchronization()) {
			// Synchronizations would follow the outer transaction, not this one.
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " runs inside one of another transaction manager, which hides its outcome from its messages, so"
					+ " it was not called. Call it outside of the other transaction.");
		}
		TransactionPhase phase = TransactionPhase.RUNNING;
		if (!status.isNewTransaction()) {
			phase = TransactionPhase.ofJoined(1, own != null && own.isNewSynchronization());
			if (phase == TransactionPhase.RUNNING && logs.areSeveralRunning()) {
				// Joined from inside another manager's: synchronizations follow that one.
				phase = TransactionPhase.UNCLEAR;
			}
		}
		return new RunningTransaction(status, checked(call, phase));
	}

	/**
	 * The transaction that a call finds on its thread.
	 * @param call names the call in exceptions
	 * @throws IllegalTransactionStateException if there is none whose outcome could be
	 * learned, or if it has ended
	 */
	static RunningTransaction found(String call) {
		if (!isFollowed()) {
			throw new IllegalTransactionStateException(call + " needs a Spring transaction with transaction"
					+ " synchronization on its thread, and none runs: nothing was sent. Call it inside one, such as a"
					+ " @Transactional method; in a callback of one that has ended, begin another with REQUIRES_NEW.");
		}
		return new RunningTransaction(null, checked(call, TransactionPhase.ofJoined(0, false)));
	}

	private static boolean isFollowed() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
	}

	private static TransactionPhase checked(String call, TransactionPhase phase) {
		if (phase == TransactionPhase.ENDED) {
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " has already ended, so nothing was done: work in its afterCommit and afterCompletion callbacks is"
					+ " not part of it. Use the propagation REQUIRES_NEW there.");
		}
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " is read-only, so nothing was done: a message needs a transaction that may write. Use one without"
					+ " readOnly, or the propagation REQUIRES_NEW.");
		}
		return phase;
	}

	TransactionPhase phase() {
		return this.phase;
	}

	/**
	 * Asks its manager not to commit it, where that is at hand.
	 */
	void setRollbackOnly() {
		if (this.status != null) {
			this.status.setRollbackOnly();
		}
	}

}
