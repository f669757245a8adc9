package io.github.rocketmqhttp.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionException;
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

	private @Nullable TransactionExecution observed;

	private boolean started;

	private Runnable flush = () -> {
	};

	private @Nullable String recording;

	private boolean called;

	private boolean confirmed;

	IdempotentAttempt(Inbox inbox, String consumerGroup, int size) {
		this.inbox = inbox;
		this.consumerGroup = consumerGroup;
		this.entries = new ArrayList<>(size);
	}

	/**
	 * Notes the messages, works, and has them confirmed as late as possible. Called in
	 * the transaction.
	 * @throws IllegalStateException if that is part of another one
	 */
	void run(TransactionStatus status, Collection<String> keys, Runnable work) {
		this.started = true;
		if (!status.isNewTransaction()) {
			throw new IllegalStateException("An idempotent listener of group " + this.consumerGroup
					+ " was called within a transaction: the inbox could not tell what became of it. Let no transaction run"
					+ " around listeners, such as one of a DeliveryInterceptor.");
		}
		boolean synchronizing = TransactionSynchronizationManager.isSynchronizationActive();
		if (synchronizing) {
			TransactionSynchronizationManager.registerSynchronization(new Completion());
		}
		for (String key : keys) {
			this.recording = key;
			this.entries.add(this.inbox.record(this.consumerGroup, key));
		}
		this.recording = null;
		this.flush = status::flush;
		this.called = true;
		work.run();
		if (this.observed != null) {
			return;
		}
		if (synchronizing) {
			TransactionSynchronizationManager.registerSynchronization(new Confirmation());
		}
		else {
			confirm();
		}
	}

	/**
	 * Takes note of the transaction that the manager has begun for it. A manager around
	 * that one may hand out a status of its own.
	 */
	void begun(TransactionExecution execution) {
		if (!this.started && this.observed == null) {
			this.observed = execution;
		}
	}

	/**
	 * Confirms, if the transaction is this one's.
	 * @throws InboxRollbackException if the database has rolled back by itself
	 */
	void confirm(TransactionExecution execution) {
		if (execution == this.observed) {
			confirm();
		}
	}

	/**
	 * What the method has changed is written before: it may fail, after something has
	 * committed in the middle of it.
	 */
	private void confirm() {
		try {
			this.flush.run();
			this.confirmed = this.inbox.confirm(this.entries);
		}
		catch (TransactionException ex) {
			// One of these as such would make Spring neither commit nor roll back.
			throw new InboxRollbackException(this.consumerGroup, ex);
		}
		if (!this.confirmed) {
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
	 * Where something fails as if the commit had, Spring neither commits nor rolls back,
	 * and its clean-up may commit the rest.
	 */
	private final class Completion implements TransactionSynchronization {

		@Override
		public void afterCompletion(int status) {
			if (status != STATUS_COMMITTED && !IdempotentAttempt.this.confirmed) {
				IdempotentAttempt.this.inbox.rollBack();
			}
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
