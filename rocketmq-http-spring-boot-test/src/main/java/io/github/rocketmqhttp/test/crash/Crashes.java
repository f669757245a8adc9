package io.github.rocketmqhttp.test.crash;

import java.util.Collection;
import java.util.function.Supplier;

import io.github.rocketmqhttp.transaction.InFlightTransactions;
import org.jspecify.annotations.Nullable;

/**
 * The crash that the current test wants, at most one, for the first transaction that
 * comes by. Safe for concurrent use.
 */
final class Crashes {

	private final Supplier<InFlightTransactions> inFlight;

	private @Nullable CrashPoint wanted;

	private @Nullable Object dying;

	private boolean reached;

	Crashes(Supplier<InFlightTransactions> inFlight) {
		this.inFlight = inFlight;
	}

	synchronized void want(CrashPoint point) {
		this.wanted = point;
		this.dying = null;
		this.reached = false;
	}

	/**
	 * Wants no crash any more.
	 * @return whether there has been one
	 */
	synchronized boolean endWanting() {
		this.wanted = null;
		this.dying = null;
		return this.reached;
	}

	/**
	 * Ends a transaction here if that is wanted.
	 * @param point where it is
	 * @param transactionIds what its messages carry
	 * @throws SimulatedCrash if it is
	 */
	void reach(CrashPoint point, Collection<String> transactionIds) {
		if (claim(point, transactionIds, point)) {
			forget(transactionIds);
			die(point);
		}
	}

	/**
	 * Forgets a transaction that is to end a little later, if that is wanted.
	 * @param point where it is to end
	 * @param transaction is told by its identity
	 * @param transactionIds what its messages carry
	 */
	void approach(CrashPoint point, Object transaction, Collection<String> transactionIds) {
		if (claim(point, transactionIds, transaction)) {
			forget(transactionIds);
		}
	}

	/**
	 * Ends a transaction here if it has been forgotten for that.
	 * @param transaction the transaction
	 * @throws SimulatedCrash if it has
	 */
	void arrive(CrashPoint point, Object transaction) {
		boolean dies;
		synchronized (this) {
			dies = this.wanted == point && this.dying == transaction;
		}
		if (dies) {
			die(point);
		}
	}

	private synchronized boolean claim(CrashPoint point, Collection<String> transactionIds, Object victim) {
		if (this.wanted != point || this.dying != null || transactionIds.isEmpty()) {
			return false;
		}
		this.dying = victim;
		return true;
	}

	private void forget(Collection<String> transactionIds) {
		InFlightTransactions transactions = this.inFlight.get();
		transactionIds.forEach(transactions::forget);
	}

	private void die(CrashPoint point) {
		synchronized (this) {
			this.reached = true;
		}
		throw new SimulatedCrash(point);
	}

}
