package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a transaction manager reports is believed where the row says the same.
 */
class EnlistedScopeTests {

	private final TransactionFixture app = TransactionFixture.start(TransactionLogTests.Log.class);

	private final TransactionCoordinator coordinator = this.app.get(TransactionCoordinator.class);

	private final JdbcTransactionLog log = this.app.get(JdbcTransactionLog.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aCommitWhoseRowNobodyHasSeenIsNotBelieved() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		new EnlistedScope(this.coordinator, scope).completed(State.COMMITTED);
		assertThat(scope.entry().state()).isEqualTo(State.IN_DOUBT);
	}

	@Test
	void aCommitWhoseRowWasSeenIsBelieved() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		EnlistedScope enlisted = new EnlistedScope(this.coordinator, scope);
		transaction().executeWithoutResult((status) -> {
			assertThatExceptionOfType(DatabaseRollbackException.class).isThrownBy(enlisted::confirm);
			scope.record(1);
			enlisted.confirm();
		});
		enlisted.completed(State.COMMITTED);
		assertThat(scope.entry().state()).isEqualTo(State.COMMITTED);
	}

	@Test
	void withoutALogTheManagerIsBelieved() {
		TransactionScope scope = enlisted(this.coordinator.begin(null));
		new EnlistedScope(this.coordinator, scope).completed(State.COMMITTED);
		assertThat(scope.entry().state()).isEqualTo(State.COMMITTED);
	}

	@Test
	void aRollbackIsBelieved() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		new EnlistedScope(this.coordinator, scope).completed(State.ROLLED_BACK);
		assertThat(scope.entry().state()).isEqualTo(State.ROLLED_BACK);
	}

	/**
	 * The rollback to the savepoint may have failed, or come after a commit.
	 */
	@Test
	void whatASavepointHasUndoneIsAskedOfTheLogWhereTheOutcomeIsOpen() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		EnlistedScope enlisted = new EnlistedScope(this.coordinator, scope);
		enlisted.savepointRollback(new Object());
		enlisted.completed(State.IN_DOUBT);
		assertThat(scope.entry().state()).isEqualTo(State.IN_DOUBT);
	}

	@Test
	void aSavepointThatIsOlderThanTheScopeUndoesIt() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		EnlistedScope enlisted = new EnlistedScope(this.coordinator, scope);
		Object younger = new Object();
		enlisted.savepoint(younger);
		enlisted.savepointRollback(younger);
		transaction().executeWithoutResult(
				(status) -> assertThatExceptionOfType(DatabaseRollbackException.class).isThrownBy(enlisted::confirm));
		enlisted.savepointRollback(new Object());
		transaction().executeWithoutResult((status) -> enlisted.confirm());
		enlisted.completed(State.COMMITTED);
		assertThat(scope.entry().state()).isEqualTo(State.ROLLED_BACK);
	}

	@Test
	void whatASavepointHasNotUndoneAfterAllIsPartOfTheCommit() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		EnlistedScope enlisted = new EnlistedScope(this.coordinator, scope);
		enlisted.savepointRollback(new Object());
		transaction().executeWithoutResult((status) -> {
			scope.record(1);
			enlisted.confirm();
		});
		enlisted.completed(State.COMMITTED);
		assertThat(scope.entry().state()).isEqualTo(State.COMMITTED);
	}

	/**
	 * Something may have committed in the middle of the transaction.
	 */
	@Test
	void aRollbackIsNotBelievedWhereTheRowCannotBeLookedFor() {
		for (boolean away : new boolean[] { true, false }) {
			TransactionScope scope = enlisted(this.coordinator.begin(new StubLog() {
				@Override
				public boolean hasOutlivedRollback(String transactionId, String identity) {
					if (away) {
						throw new IllegalStateException("away");
					}
					return false;
				}
			}));
			new EnlistedScope(this.coordinator, scope).completed(State.ROLLED_BACK);
			assertThat(scope.entry().state()).isEqualTo(away ? State.IN_DOUBT : State.ROLLED_BACK);
		}
	}

	/**
	 * Unless its work is undone, too.
	 */
	@Test
	void aTransactionWhoseCallHasEndedItCannotCommit() {
		TransactionScope scope = enlisted(this.coordinator.begin(this.log));
		EnlistedScope enlisted = new EnlistedScope(this.coordinator, scope);
		enlisted.refuse(new IllegalStateException("cause"));
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(enlisted::beforeCommit)
			.withMessageContaining("cause");
		transaction().executeWithoutResult((status) -> {
			scope.record(1);
			assertThatExceptionOfType(TransactionLogException.class).isThrownBy(enlisted::confirm)
				.withMessageContaining("cause");
			status.setRollbackOnly();
		});
		enlisted.savepointRollback(new Object());
		enlisted.beforeCommit();
	}

	private static TransactionScope enlisted(TransactionScope scope) {
		scope.enlisted(false);
		return scope;
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(this.app.get(TransactionFixture.FailingTransactionManager.class));
	}

}
