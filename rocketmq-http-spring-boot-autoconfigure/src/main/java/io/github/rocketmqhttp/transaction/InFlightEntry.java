package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one transaction: its state, and which publish attempts
 * count. Written by the thread of the transaction, read by those of the back-check.
 */
final class InFlightEntry {

	private final String id;

	private final Instant started;

	/** Attempts of the publish that is under way: any of them may become the one. */
	private Set<String> openAttempts = Set.of();

	/** The attempts that the broker confirmed. */
	private Set<String> published = Set.of();

	/** Those of them that are not decided, with their messages. */
	private Map<String, InFlightTransaction.Message> undecided = Map.of();

	private int lastAttempt;

	private boolean orphansPossible;

	private State state = State.RUNNING;

	private boolean abandoned;

	InFlightEntry(String id, Instant started) {
		this.id = id;
		this.started = started;
	}

	String id() {
		return this.id;
	}

	Instant started() {
		return this.started;
	}

	synchronized State state() {
		return this.state;
	}

	/**
	 * Makes the id of one more publish attempt, of whichever message of the transaction.
	 */
	synchronized String nextMessageNumber() {
		return Integer.toString(++this.lastAttempt);
	}

	/**
	 * Sets are small, and most are kept for a day: what has no element must cost nothing.
	 */
	private static Set<String> plus(Set<String> set, String attemptId) {
		if (set.isEmpty()) {
			return Set.of(attemptId);
		}
		Set<String> more = new HashSet<>(set);
		more.add(attemptId);
		return Set.copyOf(more);
	}

	synchronized void attempted(String attemptId) {
		this.openAttempts = plus(this.openAttempts, attemptId);
	}

	synchronized void published(String instance, String attemptId, HalfMessageReceipt receipt) {
		this.orphansPossible |= this.openAttempts.size() > 1;
		this.openAttempts = Set.of();
		this.published = plus(this.published, attemptId);
		Map<String, InFlightTransaction.Message> more = new LinkedHashMap<>(this.undecided);
		more.put(attemptId, new InFlightTransaction.Message(instance, receipt.topic(), receipt.consumerGroup(),
				receipt.messageId()));
		this.undecided = more;
	}

	/**
	 * Takes note of the outcome. Attempts that are still open then have failed, and may
	 * have left half messages behind.
	 */
	synchronized void ended(State outcome) {
		this.orphansPossible |= !this.openAttempts.isEmpty();
		this.openAttempts = Set.of();
		this.state = outcome;
	}

	/**
	 * Leaves its messages to the back-check, whatever becomes of it here.
	 */
	synchronized void abandon() {
		this.abandoned = true;
	}

	synchronized boolean isAbandoned() {
		return this.abandoned;
	}

	synchronized void decided(String attemptId) {
		if (this.undecided.containsKey(attemptId)) {
			Map<String, InFlightTransaction.Message> rest = new LinkedHashMap<>(this.undecided);
			rest.remove(attemptId);
			this.undecided = rest.isEmpty() ? Map.of() : rest;
		}
	}

	synchronized boolean isUndecided(String attemptId) {
		return this.undecided.containsKey(attemptId);
	}

	/**
	 * Leaves the half messages of failed attempts to the transaction log.
	 */
	synchronized void leaveOrphans() {
		this.orphansPossible = false;
	}

	/**
	 * Whether nothing of it will be asked any more.
	 */
	synchronized boolean isFinished() {
		return this.state != State.RUNNING && this.undecided.isEmpty() && !this.orphansPossible;
	}

	synchronized boolean isInFlight() {
		return this.state == State.RUNNING || !this.undecided.isEmpty();
	}

	/**
	 * Answers a back-check.
	 * @param attemptId the attempt that published the message
	 * @return the answer, or {@code null} when others have to be asked
	 */
	synchronized @Nullable TransactionResolution resolve(@Nullable String attemptId) {
		if (attemptId != null && !this.openAttempts.contains(attemptId) && !this.published.contains(attemptId)) {
			return TransactionResolution.ROLLBACK;
		}
		return switch (this.state) {
			case RUNNING -> TransactionResolution.UNKNOWN;
			case COMMITTED -> TransactionResolution.COMMIT;
			case ROLLED_BACK -> TransactionResolution.ROLLBACK;
			case IN_DOUBT -> null;
		};
	}

	synchronized InFlightTransaction snapshot() {
		return new InFlightTransaction(this.id, this.state, this.started, List.copyOf(this.undecided.values()));
	}

}
