package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionManager;

/**
 * Confirms what idempotent listeners have noted in the last moment before the manager
 * commits: behind all synchronizations, in which a database may still roll back.
 */
final class InboxConfirmation implements TransactionExecutionListener {

	private static final ThreadLocal<@Nullable IdempotentAttempt> current = new NamedThreadLocal<>(
			"idempotent listener");

	private InboxConfirmation() {
	}

	/**
	 * Observes the transactions that a manager begins from now on, if it can be.
	 * @return whether it is observed
	 */
	static boolean observe(TransactionManager manager) {
		if (!(manager instanceof ConfigurableTransactionManager configurable)) {
			return false;
		}
		// Others of ours add themselves in the same way.
		synchronized (configurable) {
			Collection<TransactionExecutionListener> present = configurable.getTransactionExecutionListeners();
			if (present.stream().noneMatch(InboxConfirmation.class::isInstance)) {
				// A copy, because other threads may be walking through the present ones.
				List<TransactionExecutionListener> all = new ArrayList<>(present);
				all.add(new InboxConfirmation());
				configurable.setTransactionExecutionListeners(all);
			}
		}
		return true;
	}

	/**
	 * Works in the transaction of an attempt, which is confirmed when it is to commit.
	 */
	static void around(IdempotentAttempt attempt, Runnable transaction) {
		current.set(attempt);
		try {
			transaction.run();
		}
		finally {
			current.remove();
		}
	}

	@Override
	public void beforeCommit(TransactionExecution execution) {
		IdempotentAttempt attempt = current.get();
		if (attempt != null) {
			attempt.confirm(execution);
		}
	}

}
