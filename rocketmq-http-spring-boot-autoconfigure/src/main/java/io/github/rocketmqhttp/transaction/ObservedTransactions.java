package io.github.rocketmqhttp.transaction;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transactions that have begun on a thread and not ended, whichever managers they are
 * of: those that are suspended, and those inside of each other.
 */
final class ObservedTransactions {

	/** The innermost one first. */
	private static final ThreadLocal<@Nullable Deque<ObservedTransaction>> open = new NamedThreadLocal<>(
			"transactions with messages");

	private ObservedTransactions() {
	}

	/**
	 * Takes note of a transaction that its manager has just begun on this thread.
	 * @return the transaction
	 */
	static ObservedTransaction begun(@Nullable TransactionManager manager, TransactionExecution execution) {
		ObservedTransaction transaction = new ObservedTransaction(manager, execution);
		if (isSynchronizing(execution)) {
			// So early that its callbacks come before all others.
			TransactionSynchronizationManager.registerSynchronization(transaction);
		}
		Deque<ObservedTransaction> transactions = open.get();
		if (transactions == null) {
			transactions = new ArrayDeque<>();
			open.set(transactions);
		}
		transactions.addFirst(transaction);
		return transaction;
	}

	private static boolean isSynchronizing(TransactionExecution execution) {
		return TransactionSynchronizationManager.isSynchronizationActive()
				&& (!(execution instanceof DefaultTransactionStatus status) || status.isNewSynchronization());
	}

	/**
	 * Forgets a transaction, when its manager reports its end.
	 */
	static void ended(TransactionExecution execution) {
		remove((transaction) -> transaction.isOf(execution));
	}

	/**
	 * The transaction that a manager speaks of.
	 */
	static @Nullable ObservedTransaction of(TransactionExecution execution) {
		for (ObservedTransaction transaction : open()) {
			if (transaction.isOf(execution)) {
				return transaction;
			}
		}
		return null;
	}

	/**
	 * The transaction that a call has joined.
	 * @param manager the manager of the call
	 * @param log its log, if there is one
	 * @return {@code null} if its begin was not observed
	 */
	static @Nullable ObservedTransaction joined(@Nullable TransactionManager manager, @Nullable TransactionLog log) {
		Object resource = (log != null) ? log.boundResource() : boundResource(manager);
		ObservedTransaction found = null;
		for (ObservedTransaction transaction : open()) {
			if ((resource != null) ? transaction.hasBound(resource) : transaction.isOf(manager)) {
				found = transaction;
				if (resource == null) {
					break;
				}
				// Those inside of it have it bound, too: the outermost one is it.
			}
		}
		return found;
	}

	private static @Nullable Object boundResource(@Nullable TransactionManager manager) {
		return (manager instanceof ResourceTransactionManager resource)
				? TransactionSynchronizationManager.getResource(resource.getResourceFactory()) : null;
	}

	/**
	 * The innermost transaction of this thread.
	 * @return {@code null} if none runs, or if one runs inside of it whose begin was not
	 * observed
	 */
	static @Nullable ObservedTransaction innermost() {
		Iterator<ObservedTransaction> transactions = open().iterator();
		if (!transactions.hasNext() || !TransactionSynchronizationManager.isSynchronizationActive()) {
			return null;
		}
		ObservedTransaction innermost = transactions.next();
		return TransactionSynchronizationManager.getSynchronizations().contains(innermost) ? innermost : null;
	}

	/**
	 * What is left of transactions whose end was not reported is dropped here: Spring
	 * reports none where a synchronization fails with a {@code TransactionException}.
	 */
	private static Iterable<ObservedTransaction> open() {
		remove(ObservedTransaction::isCompleted);
		Deque<ObservedTransaction> transactions = open.get();
		return (transactions != null) ? transactions : List.of();
	}

	private static void remove(Predicate<ObservedTransaction> which) {
		Deque<ObservedTransaction> transactions = open.get();
		if (transactions != null && transactions.removeIf(which) && transactions.isEmpty()) {
			open.remove();
		}
	}

}
