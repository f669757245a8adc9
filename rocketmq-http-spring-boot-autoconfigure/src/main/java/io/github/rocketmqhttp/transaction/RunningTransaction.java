package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.transaction.ObservedTransaction.Stage;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction that runs on this thread, found to be one whose outcome messages can
 * follow.
 *
 * @param observed the transaction itself, which may be around others
 * @param status what its manager has given the call, {@code null} if the call has not
 * asked for a transaction
 */
record RunningTransaction(ObservedTransaction observed, @Nullable TransactionStatus status) {

	/**
	 * The transaction that a call has begun or joined by itself.
	 * @param call names the call in exceptions
	 * @param manager its manager
	 * @param log the log of the manager, if there is one
	 * @param status the transaction, as the manager sees it
	 * @throws IllegalTransactionStateException if nothing would tell its outcome, or if
	 * it has ended
	 */
	static RunningTransaction of(String call, @Nullable TransactionManager manager, @Nullable TransactionLog log,
			TransactionStatus status) {
		if (!isFollowed()) {
			throw new IllegalTransactionStateException("No transaction runs around " + call
					+ " whose outcome its messages could follow, so it was not called. Use a propagation that begins a"
					+ " transaction, such as REQUIRED, and a transaction manager with transaction synchronization.");
		}
		boolean ownSynchronization = !(status instanceof DefaultTransactionStatus own) || own.isNewSynchronization();
		if (status.isNewTransaction() && !ownSynchronization) {
			// Synchronizations would follow the outer transaction, not this one.
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " runs inside one of another transaction manager, which hides its outcome from its messages, so"
					+ " it was not called. Call it outside of the other transaction.");
		}
		ObservedTransaction observed = status.isNewTransaction() ? ObservedTransactions.of(status)
				: ObservedTransactions.joined(manager, log);
		if (observed == null) {
			if (!ownSynchronization) {
				throw new IllegalTransactionStateException("The transaction that " + call
						+ " joins was begun by a transaction manager that is not known here, so it was not called:"
						+ " nothing would tell its outcome. Declare that transaction manager as a bean; one of your own"
						+ " must be a ConfigurableTransactionManager, too.");
			}
			observed = ObservedTransactions.begun(manager, status);
		}
		return new RunningTransaction(requireWritable(call, observed), status);
	}

	/**
	 * The innermost transaction, which a call finds on its thread.
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
		ObservedTransaction innermost = ObservedTransactions.innermost();
		if (innermost == null) {
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " was begun by a transaction manager that is not known here, so nothing was sent: nothing would"
					+ " tell its outcome. Declare that transaction manager as a bean; one of your own must be a"
					+ " ConfigurableTransactionManager, too.");
		}
		return new RunningTransaction(requireWritable(call, innermost), null);
	}

	private static boolean isFollowed() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
	}

	private static ObservedTransaction requireWritable(String call, ObservedTransaction transaction) {
		if (transaction.stage() == Stage.ENDED) {
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " has already ended, so nothing was done: work in its afterCommit and afterCompletion callbacks is"
					+ " not part of it. Use the propagation REQUIRES_NEW there.");
		}
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " is read-only, so nothing was done: a message needs a transaction that may write. Use one without"
					+ " readOnly, or the propagation REQUIRES_NEW.");
		}
		return transaction;
	}

	/**
	 * Whether its commit has begun.
	 */
	boolean isCommitting() {
		return this.observed.stage() == Stage.COMMITTING;
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
