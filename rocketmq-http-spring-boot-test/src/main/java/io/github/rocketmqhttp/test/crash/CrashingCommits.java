package io.github.rocketmqhttp.test.crash;

import io.github.rocketmqhttp.transaction.InFlightTransactions;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Watches the commits of transactions with messages.
 */
final class CrashingCommits implements TransactionExecutionListener {

	private final Crashes crashes;

	CrashingCommits(Crashes crashes) {
		this.crashes = crashes;
	}

	/**
	 * The last moment before the commit, in which synchronizations still tell which
	 * messages follow the transaction.
	 */
	@Override
	public void beforeCommit(TransactionExecution transaction) {
		this.crashes.reach(CrashPoint.BEFORE_LOCAL_COMMIT, InFlightTransactions.idsOfCurrentTransaction());
		this.crashes.approach(CrashPoint.AFTER_LOCAL_COMMIT, transaction,
				InFlightTransactions.idsOfCurrentTransaction());
	}

	@Override
	public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
		if (commitFailure == null) {
			this.crashes.arrive(CrashPoint.AFTER_LOCAL_COMMIT, transaction);
		}
	}

}
