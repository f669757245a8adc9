package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.util.ArrayList;
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
	private final Set<String> openAttempts = new HashSet<>();

	/** The attempts that the broker confirmed, with their messages. */
	private final Map<String, InFlightTransaction.Message> published = new LinkedHashMap<>();

	private final Set<String> undecided = new HashSet<>();

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

	synchronized void attempted(String attemptId) {
		this.openAttempts.add(attemptId);
	}

	synchronized void published(String instance, String attemptId, HalfMessageReceipt receipt) {
		this.orphansPossible |= this.openAttempts.size() > 1;
		this.openAttempts.clear();
		this.published.put(attemptId, new InFlightTransaction.Message(instance, receipt.topic(),
				receipt.consumerGroup(), receipt.messageId()));
		this.undecided.add(attemptId);
	}

	/**
	 * Takes note of the outcome. Attempts that are still open then have failed, and may
	 * have left half messages behind.
	 */
	synchronized void ended(State outcome) {
		this.orphansPossible |= !this.openAttempts.isEmpty();
		this.openAttempts.clear();
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
		this.undecided.remove(attemptId);
	}

	synchronized boolean isUndecided(String attemptId) {
		return this.undecided.contains(attemptId);
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
		if (attemptId != null && !this.openAttempts.contains(attemptId) && !this.published.containsKey(attemptId)) {
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
		List<InFlightTransaction.Message> messages = new ArrayList<>();
		this.published.forEach((attemptId, message) -> {
			if (this.undecided.contains(attemptId)) {
				messages.add(message);
			}
		});
		return new InFlightTransaction(this.id, this.state, this.started, messages);
	}

}
