package io.github.rocketmqhttp.transaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scope that is part of a transaction. Used by the thread of the transaction.
 */
final class EnlistedScope {

	private static final Logger logger = LoggerFactory.getLogger(EnlistedScope.class);

	private final TransactionCoordinator coordinator;

	private final TransactionScope scope;

	private final Set<Object> savepointsAfter = Collections.newSetFromMap(new IdentityHashMap<>());

	private boolean undone;

	private boolean confirmed;

	private boolean unseen;

	private @Nullable Throwable refusal;

	EnlistedScope(TransactionCoordinator coordinator, TransactionScope scope) {
		this.coordinator = coordinator;
		this.scope = scope;
	}

	String transactionId() {
		return this.scope.entry().id();
	}

	/**
	 * Makes the transaction fail when it is to commit, unless the scope's work is undone
	 * before.
	 */
	void refuse(Throwable cause) {
		this.refusal = cause;
	}

	void savepoint(Object savepoint) {
		this.savepointsAfter.add(savepoint);
	}

	/**
	 * A savepoint that this scope did not see being made is older than the scope: rolling
	 * back to it undoes the scope's work, whatever becomes of the transaction.
	 */
	void savepointRollback(Object savepoint) {
		if (!this.savepointsAfter.contains(savepoint)) {
			this.undone = true;
		}
	}

	void beforeCommit() {
		requireNoRefusal();
		if (!this.undone) {
			this.coordinator.publishPending(this.scope);
		}
	}

	/**
	 * Finds the row in the transaction. A database may have rolled back by itself, as a
	 * deadlock's victim for example, and have begun anew without telling: then the row is
	 * gone with the rest.
	 */
	void confirm() {
		requireNoRefusal();
		Optional<Boolean> recorded = this.scope.isRecorded();
		if (this.undone) {
			// Rolling back to the savepoint may have failed.
			this.undone = !recorded.orElse(false);
			this.unseen = recorded.isEmpty() && this.scope.log() != null;
		}
		else if (!recorded.orElse(true)) {
			throw new DatabaseRollbackException(transactionId());
		}
		if (this.undone) {
			this.scope.pending().clear();
		}
		else {
			this.scope.requirePublished();
		}
		this.confirmed = true;
	}

	private void requireNoRefusal() {
		if (this.refusal != null && !this.undone) {
			throw new TransactionLogException("The transaction cannot commit, because a call in it failed that may have"
					+ " ended it in the database: " + this.refusal.getMessage(), this.refusal);
		}
	}

	/**
	 * Called when the outcome is open. Does not throw.
	 */
	void rollBackUnlessRecorded() {
		ScopedLog log = this.scope.log();
		if (log == null || this.undone) {
			return;
		}
		try {
			log.rollBackUnlessRecorded(transactionId());
		}
		catch (RuntimeException | Error ex) {
			logger.warn("The transaction log '{}' failed at the end of transaction {}, whose outcome is open",
					log.name(), transactionId(), ex);
		}
	}

	/**
	 * Whether the row outlived a rollback: a statement that commits by itself, or another
	 * transaction manager on the same connection, has committed it before. Does not
	 * throw.
	 */
	private boolean hasCommittedBefore() {
		ScopedLog log = this.scope.log();
		if (log == null) {
			return false;
		}
		try {
			if (!log.hasOutlivedRollback(transactionId())) {
				return false;
			}
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The row of transaction {} cannot be looked for after its rollback; the log is asked",
					transactionId(), ex);
			return true;
		}
		logger.error(
				"The transaction {} was rolled back, and something had committed in the middle of it: a statement"
						+ " such as TRUNCATE or CREATE, or another transaction manager on the same connection. What was"
						+ " published before is delivered. Keep both out of transactions with messages",
				transactionId());
		return true;
	}

	/**
	 * Does not throw.
	 */
	void completed(State reported) {
		if (reported == State.ROLLED_BACK && hasCommittedBefore()) {
			this.coordinator.completed(this.scope, State.IN_DOUBT);
			return;
		}
		boolean believed = this.scope.log() == null
				|| (reported != State.IN_DOUBT && (reported != State.COMMITTED || this.confirmed) && !this.unseen);
		State outcome = this.undone ? State.ROLLED_BACK : reported;
		this.coordinator.completed(this.scope, believed ? outcome : State.IN_DOUBT);
	}

}
