package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.handler.ExecutionListeners;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionManager;

/**
 * Reports the transactions of one transaction manager to {@link ObservedTransactions}.
 * Spring's synchronizations alone do not say whose transaction it is that they belong to.
 */
final class TransactionObserver implements TransactionExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(TransactionObserver.class);

	private final TransactionManager manager;

	private TransactionObserver(TransactionManager manager) {
		this.manager = manager;
	}

	/**
	 * Observes the transactions that a manager begins from now on. A manager that is
	 * observed already, or cannot be, is left as it is.
	 */
	static void observe(@Nullable TransactionManager manager) {
		if (manager != null) {
			ExecutionListeners.addOnce(manager, TransactionObserver.class, () -> new TransactionObserver(manager));
		}
	}

	/**
	 * Does not throw: Spring would leave the transaction open.
	 */
	@Override
	public void afterBegin(TransactionExecution execution, @Nullable Throwable failure) {
		if (failure == null && execution.isNewTransaction()) {
			try {
				ObservedTransactions.begun(this.manager, execution);
			}
			catch (RuntimeException | Error ex) {
				logger.error("A transaction of {} could not be observed; messages in it are refused", this.manager, ex);
			}
		}
	}

	/**
	 * The last moment before the manager commits.
	 */
	@Override
	public void beforeCommit(TransactionExecution execution) {
		ObservedTransaction transaction = ObservedTransactions.of(execution);
		if (transaction != null) {
			transaction.confirm();
		}
	}

	@Override
	public void afterCommit(TransactionExecution execution, @Nullable Throwable failure) {
		ObservedTransactions.ended(execution);
	}

	@Override
	public void afterRollback(TransactionExecution execution, @Nullable Throwable failure) {
		ObservedTransactions.ended(execution);
	}

}
