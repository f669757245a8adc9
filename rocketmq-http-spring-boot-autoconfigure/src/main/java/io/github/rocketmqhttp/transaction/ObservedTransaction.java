package io.github.rocketmqhttp.transaction;

import java.util.ArrayList;
import java.util.List;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * One transaction, from its begin to its end, and the scopes whose messages follow it.
 * <p>
 * Its callbacks come before those of all other synchronizations, so that messages are
 * published before any of them can fail, and {@link #confirm()} comes after all of them.
 */
final class ObservedTransaction implements TransactionSynchronization, PriorityOrdered {

	private final @Nullable TransactionManager manager;

	private final TransactionExecution execution;

	/**
	 * What was bound to the thread when it had begun, what it has bound itself included.
	 */
	private final List<Object> resources;

	private final List<EnlistedScope> scopes = new ArrayList<>();

	private volatile Stage stage = Stage.RUNNING;

	private boolean completing;

	ObservedTransaction(@Nullable TransactionManager manager, TransactionExecution execution) {
		this.manager = manager;
		this.execution = execution;
		this.resources = List.copyOf(TransactionSynchronizationManager.getResourceMap().values());
	}

	@Nullable TransactionManager manager() {
		return this.manager;
	}

	boolean isOf(TransactionExecution execution) {
		return this.execution == execution;
	}

	boolean isOf(@Nullable TransactionManager manager) {
		return this.manager == manager;
	}

	boolean hasBound(Object resource) {
		return this.resources.stream().anyMatch((bound) -> bound == resource);
	}

	boolean isCompleted() {
		return this.execution.isCompleted();
	}

	Stage stage() {
		return this.stage;
	}

	/**
	 * Makes a scope follow this transaction.
	 */
	EnlistedScope enlist(TransactionCoordinator coordinator, TransactionScope scope) {
		EnlistedScope enlisted = new EnlistedScope(coordinator, scope);
		this.scopes.add(enlisted);
		return enlisted;
	}

	/**
	 * The ids of the scopes, in the order in which they joined; none when it has ended.
	 */
	List<String> transactionIds() {
		return (this.stage == Stage.ENDED) ? List.of()
				: this.scopes.stream().map(EnlistedScope::transactionId).toList();
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void savepoint(Object savepoint) {
		this.scopes.forEach((scope) -> scope.savepoint(savepoint));
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.scopes.forEach((scope) -> scope.savepointRollback(savepoint));
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.stage = Stage.COMMITTING;
		run("prepare", () -> List.copyOf(this.scopes).forEach(EnlistedScope::beforeCommit));
	}

	/**
	 * Makes sure, just before the commit, that the rows of all scopes are part of it.
	 * @throws DatabaseRollbackException if one is not
	 */
	void confirm() {
		run("confirm", () -> this.scopes.forEach(EnlistedScope::confirm));
	}

	/**
	 * Lets no {@link TransactionException} out: Spring takes that for a failure of the
	 * commit itself and does not roll back, and its clean-up may then commit.
	 */
	private void run(String what, Runnable step) {
		boolean done = false;
		try {
			step.run();
			done = true;
		}
		catch (TransactionException ex) {
			throw new TransactionLogException("The transaction cannot commit: its messages failed to " + what
					+ ", so it is rolled back. " + ex.getMessage(), ex);
		}
		finally {
			if (!done) {
				// The commit is off before the database has heard of it.
				this.stage = Stage.RUNNING;
			}
		}
	}

	@Override
	public void beforeCompletion() {
		this.completing = true;
	}

	@Override
	public void afterCommit() {
		this.stage = Stage.ENDED;
	}

	/**
	 * Believes a rollback only if the commit was never asked for and the manager has gone
	 * through a rollback: one that is reported after the commit was asked for may be a
	 * commit whose answer was lost, or no rollback at all.
	 */
	@Override
	public void afterCompletion(int status) {
		boolean commitAsked = this.stage != Stage.RUNNING;
		this.stage = Stage.ENDED;
		State outcome = switch (status) {
			case STATUS_COMMITTED -> State.COMMITTED;
			case STATUS_ROLLED_BACK -> (this.completing && !commitAsked) ? State.ROLLED_BACK : State.IN_DOUBT;
			default -> State.IN_DOUBT;
		};
		if (outcome == State.IN_DOUBT) {
			this.scopes.forEach(EnlistedScope::rollBackUnlessRecorded);
		}
		this.scopes.forEach((scope) -> scope.completed(outcome));
	}

	/**
	 * How far a transaction has come.
	 */
	enum Stage {

		/** Its commit has not been asked for. */
		RUNNING,

		/** It is about to commit: messages are published at once. */
		COMMITTING,

		/**
		 * It has ended, and only its connection is still there: work done now is not part
		 * of it.
		 */
		ENDED

	}

}
