package io.github.rocketmqhttp.transaction;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;

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

	ScopeSynchronization(TransactionCoordinator coordinator, TransactionScope scope) {
		this.coordinator = coordinator;
		this.scope = scope;
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
			this.coordinator.publishPending(this.scope);
		}
		catch (RuntimeException | Error ex) {
			for (TransactionSynchronization other : TransactionSynchronizationManager.getSynchronizations()) {
				if (other instanceof ScopeSynchronization sibling) {
					sibling.commitAsked = false;
				}
			}
			throw ex;
		}
	}

	/**
	 * Rolled back after the commit was asked for means that the commit failed: the
	 * transaction manager rolled back afterwards, but where the connection was lost
	 * during COMMIT the database may have committed before. Nobody knows here.
	 */
	@Override
	public void afterCompletion(int status) {
		this.coordinator.completed(this.scope, switch (status) {
			case STATUS_COMMITTED -> this.undone ? State.ROLLED_BACK : State.COMMITTED;
			case STATUS_ROLLED_BACK -> (this.commitAsked && !this.undone) ? State.IN_DOUBT : State.ROLLED_BACK;
			default -> this.undone ? State.ROLLED_BACK : State.IN_DOUBT;
		});
	}

}
