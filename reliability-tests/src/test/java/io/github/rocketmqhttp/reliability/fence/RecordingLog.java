package io.github.rocketmqhttp.reliability.fence;

import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * The real log, with its answers to be seen.
 */
final class RecordingLog implements TransactionLog {

	private final TransactionLog log;

	private final BlockingQueue<TransactionResolution> answers = new LinkedBlockingQueue<>();

	RecordingLog(TransactionLog log) {
		this.log = log;
	}

	/** Waits for the next answer. */
	TransactionResolution next() {
		try {
			TransactionResolution answer = this.answers.poll(20, TimeUnit.SECONDS);
			if (answer == null) {
				throw new IllegalStateException("No back-check was answered.");
			}
			return answer;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public TransactionResolution resolve(String transactionId, String attemptId, @Nullable String identity) {
		TransactionResolution answer = this.log.resolve(transactionId, attemptId, identity);
		this.answers.add(answer);
		return answer;
	}

	@Override
	public String name() {
		return this.log.name();
	}

	@Override
	public String identity() {
		return this.log.identity();
	}

	@Override
	public boolean hasIdentity(String identity) {
		return this.log.hasIdentity(identity);
	}

	@Override
	public boolean isFor(PlatformTransactionManager manager) {
		return this.log.isFor(manager);
	}

	@Override
	public boolean isInTransaction() {
		return this.log.isInTransaction();
	}

	@Override
	public void prepare() {
		this.log.prepare();
	}

	@Override
	public void record(String transactionId, Collection<String> attemptIds, String identity) {
		this.log.record(transactionId, attemptIds, identity);
	}

	@Override
	public void amend(String transactionId, Collection<String> attemptIds) {
		this.log.amend(transactionId, attemptIds);
	}

}
