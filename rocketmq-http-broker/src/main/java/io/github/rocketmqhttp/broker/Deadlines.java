package io.github.rocketmqhttp.broker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.protocol.ProtocolLimits;

/**
 * Knows for one connection whether its client is too slow. Every deadline is absolute: a
 * byte now and then does not move it. A held poll has none of its own, it ends by itself.
 * Written by the threads that read and answer, asked by the timer.
 */
final class Deadlines {

	private static final long NOT = Long.MIN_VALUE;

	private final long request;

	private final long idle;

	/** Longer than a poll can be held, its answer be taken and a request be read. */
	private final long stuck;

	private final long departure;

	private final AtomicInteger pending = new AtomicInteger();

	// A new connection owes its first request.
	private volatile long readingSince = System.nanoTime();

	private volatile long writingSince = NOT;

	private volatile long changedAt = System.nanoTime();

	private volatile boolean ended;

	Deadlines(ConnectionTimeouts timeouts) {
		Duration longest = ProtocolLimits.MAX_WAIT_TIME.plus(timeouts.request().multipliedBy(2));
		this.request = timeouts.request().toNanos();
		this.idle = timeouts.idle().toNanos();
		this.stuck = longest.toNanos();
		this.departure = timeouts.hurried().request().toNanos();
	}

	/**
	 * Bytes of a request are there; only the first of them count.
	 */
	void readingStarted() {
		if (this.readingSince == NOT) {
			this.readingSince = System.nanoTime();
		}
	}

	void readingDone() {
		this.readingSince = NOT;
	}

	/**
	 * The client sends no further request.
	 */
	void inputEnded() {
		this.changedAt = System.nanoTime();
		this.ended = true;
	}

	/**
	 * How many requests have come whose answers are not written yet.
	 */
	int pending() {
		return this.pending.get();
	}

	/**
	 * The head of a request has come.
	 */
	void requestArrived() {
		if (this.pending.getAndIncrement() == 0) {
			this.changedAt = System.nanoTime();
		}
	}

	/**
	 * The answer whose turn it is begins to be written.
	 */
	void answerBegun() {
		this.writingSince = System.nanoTime();
	}

	/**
	 * The client, or at least its operating system, has taken the whole answer.
	 */
	void answerWritten() {
		this.writingSince = NOT;
		this.changedAt = System.nanoTime();
		this.pending.decrementAndGet();
	}

	/**
	 * Whether the client has kept the broker waiting for too long.
	 * @param now of {@link System#nanoTime()}
	 */
	boolean areOver(long now) {
		return isOver(this.readingSince, this.request, now) || isOver(this.writingSince, this.request, now)
				|| isOver(this.changedAt, rest(), now);
	}

	// Once the client has ended its output no poll waits any more, so that what is not
	// being written then never will be.
	private long rest() {
		if (this.ended && this.writingSince == NOT) {
			return this.departure;
		}
		return (this.pending.get() > 0) ? this.stuck : this.idle;
	}

	private static boolean isOver(long since, long time, long now) {
		return since != NOT && now - since > time;
	}

}
