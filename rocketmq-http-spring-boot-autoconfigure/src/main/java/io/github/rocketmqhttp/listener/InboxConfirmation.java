package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.handler.ExecutionListeners;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;
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
	 */
	static void observe(TransactionManager manager) {
		boolean unused = ExecutionListeners.addOnce(manager, InboxConfirmation.class, InboxConfirmation::new);
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
	public void afterBegin(TransactionExecution execution, @Nullable Throwable failure) {
		IdempotentAttempt attempt = current.get();
		if (attempt != null && failure == null) {
			attempt.begun(execution);
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
