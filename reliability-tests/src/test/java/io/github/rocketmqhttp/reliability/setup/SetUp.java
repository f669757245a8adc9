package io.github.rocketmqhttp.reliability.setup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * One combination.
 *
 * @param call how the message is sent
 * @param nesting which transactions are around the call
 * @param failure what a synchronization beside ours fails with
 * @param callback which of its callbacks fails
 * @param ahead whether it is ahead of all others or behind them
 * @param end how the transactions end
 */
record SetUp(Call call, Nesting nesting, Failure failure, Callback callback, boolean ahead, End end) {

	/**
	 * All combinations that differ from each other.
	 */
	static List<SetUp> all() {
		List<SetUp> all = new ArrayList<>();
		for (Call call : Call.values()) {
			for (Nesting nesting : Nesting.values()) {
				for (End end : End.values()) {
					all.add(new SetUp(call, nesting, Failure.NONE, Callback.BEFORE_COMMIT, true, end));
					for (Failure failure : Failure.values()) {
						for (Callback callback : Callback.values()) {
							if (failure != Failure.NONE) {
								all.add(new SetUp(call, nesting, failure, callback, true, end));
								all.add(new SetUp(call, nesting, failure, callback, false, end));
							}
						}
					}
				}
			}
		}
		return all;
	}

	/**
	 * Some of all, the same for the same seed.
	 * @param jpa whether a JPA transaction manager has to end the transactions properly
	 */
	static List<SetUp> some(long seed, int count, boolean jpa) {
		List<SetUp> all = all();
		if (jpa) {
			all.removeIf(SetUp::isLeftOpenByJpa);
		}
		Collections.shuffle(all, new Random(seed));
		return all.subList(0, Math.min(count, all.size()));
	}

	/**
	 * Where a synchronization fails with a {@link TransactionException} before the
	 * commit, Spring neither commits nor rolls back, and Hibernate keeps the connection
	 * for ever, whoever sends messages.
	 */
	private boolean isLeftOpenByJpa() {
		return this.callback == Callback.BEFORE_COMMIT && this.failure.failure.get() instanceof TransactionException;
	}

	/**
	 * How the message is sent.
	 */
	enum Call {

		EARLY, LATE, EARLY_ALONE, LATE_ALONE, EARLY_NESTED, LATE_NESTED, IN_TRANSACTION, ON_COMMIT

	}

	/**
	 * Which transactions are around the call: of its own manager, and of another one with
	 * or without a log.
	 */
	enum Nesting {

		NONE, OWN, OWN_OTHER, OWN_LOGGED, OTHER_OWN, LOGGED_OWN, OWN_OTHER_ALONE

	}

	/**
	 * What a synchronization fails with.
	 */
	enum Failure {

		NONE(() -> null), UNEXPECTED_ROLLBACK(() -> new UnexpectedRollbackException("inner")),
		CANNOT_CREATE(() -> new CannotCreateTransactionException("pool")),
		SYSTEM(() -> new TransactionSystemException("inner")),
		TIMED_OUT(() -> new TransactionTimedOutException("late")),
		ILLEGAL_STATE(() -> new IllegalTransactionStateException("inner")),
		DATA_ACCESS(() -> new DataAccessResourceFailureException("gone")), ERROR(() -> new StackOverflowError());

		@SuppressWarnings("ImmutableEnumChecker")
		private final Supplier<? extends @Nullable Throwable> failure;

		Failure(Supplier<? extends @Nullable Throwable> failure) {
			this.failure = failure;
		}

		void happen() {
			Throwable thrown = this.failure.get();
			if (thrown instanceof Error error) {
				throw error;
			}
			if (thrown instanceof RuntimeException exception) {
				throw exception;
			}
		}

	}

	/**
	 * Which callback fails.
	 */
	enum Callback {

		BEFORE_COMMIT, BEFORE_COMPLETION, AFTER_COMMIT, AFTER_COMPLETION

	}

	/**
	 * How the transactions end.
	 */
	enum End {

		COMMIT, INNER_ROLLBACK_ONLY, OUTER_ROLLBACK_ONLY, EXCEPTION, SWALLOWED_EXCEPTION

	}

}
