package io.github.rocketmqhttp.transaction;

import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Refuses transactions whose outcome messages could not follow.
 */
final class RunningTransaction {

	private RunningTransaction() {
	}

	/**
	 * Checks the transaction that runs on this thread.
	 * @param call names the call in exceptions
	 * @param status the transaction, as its manager sees it
	 * @throws IllegalTransactionStateException if nothing would tell its outcome
	 */
	static void require(String call, TransactionStatus status) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()) {
			throw new IllegalTransactionStateException("No transaction runs around " + call
					+ " whose outcome its messages could follow, so it was not called. Use a propagation that begins a"
					+ " transaction, such as REQUIRED, and a transaction manager with transaction synchronization.");
		}
		if (status.isNewTransaction() && status instanceof DefaultTransactionStatus own
				&& !own.isNewSynchronization()) {
			// Synchronizations would follow the outer transaction, not this one.
			throw new IllegalTransactionStateException("The transaction around " + call
					+ " runs inside one of another transaction manager, which hides its outcome from its messages, so"
					+ " it was not called. Call it outside of the other transaction.");
		}
	}

}
