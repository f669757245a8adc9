package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
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

	private @Nullable String recording;

	private boolean completing;

	IdempotentAttempt(Inbox inbox, String consumerGroup, int size) {
		this.inbox = inbox;
		this.consumerGroup = consumerGroup;
		this.entries = new ArrayList<>(size);
	}

	/**
	 * Notes the messages, works, and confirms behind all that is registered by then.
	 * Called in the transaction.
	 * @throws IllegalStateException if that is part of another one
	 */
	void run(TransactionStatus status, Collection<String> keys, Runnable work) {
		if (!status.isNewTransaction()) {
			throw new IllegalStateException("An idempotent listener of group " + this.consumerGroup
					+ " was called within a transaction: the inbox could not tell what became of it. Let no transaction run"
					+ " around listeners, such as one of a DeliveryInterceptor.");
		}
		boolean synchronizing = TransactionSynchronizationManager.isSynchronizationActive();
		this.completing = !synchronizing;
		if (synchronizing) {
			TransactionSynchronizationManager.registerSynchronization(new Completion());
		}
		for (String key : keys) {
			this.recording = key;
			this.entries.add(this.inbox.record(this.consumerGroup, key));
		}
		this.recording = null;
		work.run();
		if (synchronizing) {
			TransactionSynchronizationManager.registerSynchronization(new Confirmation());
		}
		else {
			confirm();
		}
	}

	private void confirm() {
		if (!this.inbox.confirm(this.entries)) {
			throw new InboxRollbackException(this.consumerGroup);
		}
	}

	/**
	 * The key that could not be noted, {@code null} if all were.
	 */
	@Nullable String collided() {
		return this.recording;
	}

	/**
	 * What something else may have committed, after the attempt has failed.
	 */
	List<InboxEntry> doubtful() {
		return (this.recording == null) ? this.entries : List.of();
	}

	/**
	 * Whether the transaction was completed. If Spring does not do that, because another
	 * synchronization fails as if the commit had, its clean-up commits all of it.
	 */
	boolean isCompleted() {
		return this.completing;
	}

	private final class Completion implements TransactionSynchronization {

		@Override
		public void beforeCompletion() {
			IdempotentAttempt.this.completing = true;
		}

	}

	private final class Confirmation implements TransactionSynchronization {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			confirm();
		}

	}

}
