package io.github.rocketmqhttp.transaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Stream;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells the coordinator how the transaction ends that a scope is part of.
 */
final class ScopeSynchronization implements TransactionSynchronization {

	private final TransactionCoordinator coordinator;

	private final TransactionScope scope;

	private final Set<Object> savepointsAfter = Collections.newSetFromMap(new IdentityHashMap<>());

	private boolean undone;

	private boolean commitAsked;

	private boolean doubtful;

	private @Nullable Throwable refusal;

	ScopeSynchronization(TransactionCoordinator coordinator, TransactionScope scope, TransactionPhase phase) {
		this.coordinator = coordinator;
		this.scope = scope;
		this.commitAsked = phase != TransactionPhase.RUNNING;
		this.doubtful = phase == TransactionPhase.UNCLEAR;
	}

	String transactionId() {
		return this.scope.entry().id();
	}

	/**
	 * Makes the transaction fail when it is to commit, unless the scope's work is undone
	 * before. Where the commit has already begun, nothing can stop it any more; then a
	 * database that has silently given up the transaction would report it as committed,
	 * so nobody believes that.
	 */
	void refuse(Throwable cause) {
		this.refusal = cause;
		if (this.commitAsked) {
			siblings().forEach((sibling) -> sibling.doubtful = true);
		}
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepointsAfter.add(savepoint);
	}

	/**
	 * A savepoint that this scope did not see being made is older than the scope: rolling
	 * back to it undoes the scope's work, whatever becomes of the transaction.
	 */
	@Override
	public void savepointRollback(Object savepoint) {
		if (!this.savepointsAfter.contains(savepoint)) {
			this.undone = true;
			this.scope.pending().clear();
		}
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.commitAsked = true;
		try {
			if (this.refusal != null && !this.undone) {
				// Not a TransactionException: those Spring takes for failures of the
				// commit itself, after which it does not roll back.
				throw new TransactionLogException("The transaction cannot commit, because a call in it failed that"
						+ " may have ended it in the database: " + this.refusal.getMessage(), this.refusal);
			}
			this.coordinator.publishPending(this.scope);
		}
		catch (RuntimeException | Error ex) {
			siblings().forEach((sibling) -> sibling.commitAsked = false);
			throw ex;
		}
	}

	private static Stream<ScopeSynchronization> siblings() {
		return TransactionSynchronizationManager.getSynchronizations()
			.stream()
			.filter(ScopeSynchronization.class::isInstance)
			.map(ScopeSynchronization.class::cast);
	}

	/**
	 * Rolled back after the commit was asked for means that the commit failed: the
	 * transaction manager rolled back afterwards, but where the connection was lost
	 * during COMMIT the database may have committed before. Nobody knows here.
	 */
	@Override
	public void afterCompletion(int status) {
		this.coordinator.completed(this.scope, switch (status) {
			case STATUS_COMMITTED -> this.undone ? State.ROLLED_BACK : this.doubtful ? State.IN_DOUBT : State.COMMITTED;
			case STATUS_ROLLED_BACK -> (this.commitAsked && !this.undone) ? State.IN_DOUBT : State.ROLLED_BACK;
			default -> this.undone ? State.ROLLED_BACK : State.IN_DOUBT;
		});
	}

}
