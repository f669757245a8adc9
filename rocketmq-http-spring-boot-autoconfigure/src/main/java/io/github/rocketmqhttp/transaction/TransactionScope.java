package io.github.rocketmqhttp.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * The messages of one call, from before its transaction begins until they are decided.
 * Used by the thread of the call; a transaction manager may complete it on another one.
 */
final class TransactionScope {

	private final InFlightEntry entry;

	private final @Nullable ScopedLog log;

	private final Thread caller = Thread.currentThread();

	private final List<PublishedHalf> published = new CopyOnWriteArrayList<>();

	private final List<PreparedMessage> pending = new CopyOnWriteArrayList<>();

	private final Queue<String> reserved = new ArrayDeque<>();

	private final Set<String> recorded = new HashSet<>();

	private final AtomicBoolean settled = new AtomicBoolean();

	private volatile boolean open = true;

	private volatile boolean enlisted;

	private volatile boolean late;

	TransactionScope(InFlightEntry entry, @Nullable TransactionLog log) {
		this.entry = entry;
		this.log = (log != null) ? new ScopedLog(log) : null;
	}

	InFlightEntry entry() {
		return this.entry;
	}

	@Nullable ScopedLog log() {
		return this.log;
	}

	List<PublishedHalf> published() {
		return this.published;
	}

	/**
	 * The messages that are to be published before the transaction commits.
	 */
	List<PreparedMessage> pending() {
		return this.pending;
	}

	/**
	 * Lets the transaction not commit without a message that could not be published, even
	 * if the exception that said so was swallowed.
	 */
	void requirePublished() {
		if (!this.pending.isEmpty()) {
			throw new TransactionLogException("The transaction " + this.entry.id()
					+ " cannot commit without the message " + this.pending.get(0).name()
					+ ", which could not be published; the exception that said so was"
					+ " swallowed. It is rolled back; let the exception pass.", null);
		}
	}

	/**
	 * The id of a message's first publish attempt.
	 */
	String firstAttemptId() {
		String id = this.reserved.poll();
		return (id != null) ? id : this.entry.nextMessageNumber();
	}

	/**
	 * Writes the log's row, if there is a log: with the attempts that got through, and
	 * with the first ones of messages that are still to come, so that as a rule the row
	 * is right from the start.
	 * @param laterMessages how many messages may still come
	 */
	void record(int laterMessages) {
		if (this.log == null) {
			return;
		}
		for (int i = 0; i < laterMessages; i++) {
			this.reserved.add(this.entry.nextMessageNumber());
		}
		Collection<String> attempts = attempts();
		attempts.addAll(this.reserved);
		this.log.record(this.entry.id(), attempts);
		this.recorded.addAll(attempts);
	}

	/**
	 * Corrects the log's row where another attempt than the expected one got through.
	 */
	void amend() {
		Collection<String> attempts = attempts();
		if (this.log != null && !this.recorded.containsAll(attempts)) {
			this.log.amend(this.entry.id(), attempts);
		}
	}

	/**
	 * Whether the row is still part of the transaction that runs on this thread.
	 * @return empty if there is no log, or if it does not look
	 */
	Optional<Boolean> isRecorded() {
		return (this.log != null) ? this.log.isRecorded(this.entry.id()) : Optional.empty();
	}

	private Collection<String> attempts() {
		Collection<String> attempts = new ArrayList<>();
		this.published.forEach((half) -> attempts.add(half.attemptId()));
		return attempts;
	}

	boolean isEnlisted() {
		return this.enlisted;
	}

	void enlisted(boolean late) {
		this.late = late;
		this.enlisted = true;
	}

	/**
	 * Whether the transaction's commit may have begun before the scope became part of it.
	 */
	boolean isLate() {
		return this.late;
	}

	/**
	 * Whether the call is still under way on this very thread, so that its end is a
	 * better moment to talk to the broker: the connection is given back by then.
	 */
	boolean isOpenHere() {
		return this.open && this.caller == Thread.currentThread();
	}

	void close() {
		this.open = false;
	}

	/**
	 * Claims the right to decide the messages.
	 * @return {@code true} once
	 */
	boolean settle() {
		return this.settled.compareAndSet(false, true);
	}

}
