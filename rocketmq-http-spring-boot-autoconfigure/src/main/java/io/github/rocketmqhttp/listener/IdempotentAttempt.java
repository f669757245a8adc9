package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * One transaction of an idempotent listener, and what it notes. Used by one thread.
 */
final class IdempotentAttempt {

	private final Inbox inbox;

	private final String consumerGroup;

	private final List<InboxEntry> entries;

	private @Nullable TransactionStatus status;

	private @Nullable String recording;

	private boolean called;

	private boolean confirmed;

	private boolean completing;

	IdempotentAttempt(Inbox inbox, String consumerGroup, int size) {
		this.inbox = inbox;
		this.consumerGroup = consumerGroup;
		this.entries = new ArrayList<>(size);
	}

	/**
	 * Notes the messages, works, and has them confirmed as late as possible. Called in
	 * the transaction.
	 * @param observed whether {@link #confirm(TransactionExecution)} will be called just
	 * before the commit
	 * @throws IllegalStateException if that is part of another one
	 */
	void run(TransactionStatus status, Collection<String> keys, boolean observed, Runnable work) {
		if (!status.isNewTransaction()) {
			throw new IllegalStateException("An idempotent listener of group " + this.consumerGroup
					+ " was called within a transaction: the inbox could not tell what became of it. Let no transaction run"
					+ " around listeners, such as one of a DeliveryInterceptor.");
		}
		this.status = status;
		boolean synchronizing = TransactionSynchronizationManager.isSynchronizationActive();
		if (synchronizing) {
			TransactionSynchronizationManager.registerSynchronization(new Completion());
		}
		for (String key : keys) {
			this.recording = key;
			this.entries.add(this.inbox.record(this.consumerGroup, key));
		}
		this.recording = null;
		this.called = true;
		work.run();
		if (observed) {
			return;
		}
		if (synchronizing) {
			TransactionSynchronizationManager.registerSynchronization(new Confirmation(status));
		}
		else {
			confirm(status);
		}
	}

	/**
	 * Confirms, if the transaction is this one's. What the method has changed is written
	 * before: it may fail, after something has committed in the middle of it.
	 * @throws InboxRollbackException if the database has rolled back by itself
	 */
	void confirm(TransactionExecution execution) {
		TransactionStatus own = this.status;
		if (own == null || execution != own) {
			return;
		}
		own.flush();
		if (!this.inbox.confirm(this.entries)) {
			throw new InboxRollbackException(this.consumerGroup);
		}
		this.confirmed = true;
	}

	/**
	 * The key that could not be noted, {@code null} if all were.
	 */
	@Nullable String collided() {
		return this.recording;
	}

	/**
	 * Whether the method has been called.
	 */
	boolean hasCalled() {
		return this.called;
	}

	/**
	 * Whether the transaction was about to commit, so that it may have taken effect
	 * whatever was thrown since then.
	 */
	boolean isConfirmed() {
		return this.confirmed;
	}

	/**
	 * What something else may have committed, after the attempt has failed.
	 */
	List<InboxEntry> doubtful() {
		return (this.recording == null) ? this.entries : List.of();
	}

	/**
	 * Where another synchronization fails as if the commit had, Spring neither commits
	 * nor rolls back, and its clean-up may commit the rest.
	 */
	private final class Completion implements TransactionSynchronization {

		@Override
		public void beforeCompletion() {
			IdempotentAttempt.this.completing = true;
		}

		@Override
		public void afterCompletion(int status) {
			if (!IdempotentAttempt.this.completing) {
				IdempotentAttempt.this.inbox.rollBack();
			}
		}

	}

	private final class Confirmation implements TransactionSynchronization {

		private final TransactionStatus status;

		Confirmation(TransactionStatus status) {
			this.status = status;
		}

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			confirm(this.status);
		}

	}

}
