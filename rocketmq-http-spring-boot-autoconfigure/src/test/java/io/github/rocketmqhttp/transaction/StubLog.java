package io.github.rocketmqhttp.transaction;

import java.util.Collection;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * A log for nobody's transactions, that answers as it is told. It only answers as a
 * whole.
 */
class StubLog implements TransactionLog {

	volatile @Nullable Error failure;

	volatile CountDownLatch gate = new CountDownLatch(0);

	volatile TransactionResolution answer = TransactionResolution.COMMIT;

	@Override
	public String name() {
		return "stub";
	}

	@Override
	public String identity() {
		return "stub-identity";
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return false;
	}

	@Override
	public boolean isInTransaction() {
		return false;
	}

	@Override
	public void prepare() {
	}

	@Override
	public void record(String transactionId, Collection<String> attemptIds, String identity) {
	}

	@Override
	public void amend(String transactionId, Collection<String> attemptIds) {
	}

	@Override
	public TransactionResolution resolve(String transactionId, String attemptId, @Nullable String identity) {
		if (this.failure != null) {
			throw this.failure;
		}
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return TransactionResolution.UNKNOWN;
		}
		return this.answer;
	}

}
