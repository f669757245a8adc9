package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Knows whether the broker is away: several calls in a row got no answer of any kind.
 * Then a single call at a time is let through after a pause, and any answer, also to a
 * poll, ends the absence. Safe for concurrent use.
 * <p>
 * The circuit breaker of Spring Retry does not serve here: after its pause it lets every
 * caller through, and it knows no answers but those to its own calls.
 */
final class BrokerPresence {

	private final int failureThreshold;

	private final long probeNanos;

	private final LongSupplier nanos;

	private final Supplier<? extends @Nullable Duration> sinceAnswer;

	private int failures;

	private @Nullable Long awaySince;

	private long nextProbe;

	/** Who is finding out at present, if anybody. */
	private @Nullable Object probe;

	/** Whether anything but answers has been seen since the last one. */
	private volatile boolean doubtful;

	/**
	 * Creates the presence of a broker that is there as far as anybody knows.
	 * @param nanos the time, as of {@link System#nanoTime()}
	 * @param sinceAnswer time since the broker answered anything last; {@code null} if it
	 * has not
	 */
	BrokerPresence(PublishLimits limits, LongSupplier nanos, Supplier<? extends @Nullable Duration> sinceAnswer) {
		this.failureThreshold = limits.failureThreshold();
		this.probeNanos = limits.probeInterval().toNanos();
		this.nanos = nanos;
		this.sinceAnswer = sinceAnswer;
	}

	/**
	 * Asks for a call to be let through. If it is, one of the other methods follows.
	 * @param call stands for the call
	 * @return {@code false} if the broker is away
	 */
	boolean letThrough(Object call) {
		return !this.doubtful || letThroughInDoubt(call);
	}

	private synchronized boolean letThroughInDoubt(Object call) {
		if (this.awaySince == null || hasAnsweredSince(this.awaySince)) {
			return true;
		}
		if (this.probe == null && this.nanos.getAsLong() - this.nextProbe >= 0) {
			this.probe = call;
			return true;
		}
		return false;
	}

	/**
	 * The broker has answered a call, whatever it said.
	 */
	void answered() {
		if (this.doubtful) {
			reset();
		}
	}

	/**
	 * A call has got no answer.
	 * @param started when it began
	 */
	synchronized void unanswered(Object call, long started) {
		boolean probed = endProbe(call);
		if (this.failureThreshold == 0 || hasAnsweredSince(started)) {
			return;
		}
		this.doubtful = true;
		this.failures = Math.min(this.failures + 1, this.failureThreshold);
		long now = this.nanos.getAsLong();
		if (this.awaySince == null && this.failures == this.failureThreshold) {
			this.awaySince = now;
			this.nextProbe = now + this.probeNanos;
		}
		else if (probed) {
			this.nextProbe = now + this.probeNanos;
		}
	}

	/**
	 * A call has ended in a way that says nothing about the broker.
	 */
	synchronized void undecided(Object call) {
		endProbe(call);
	}

	private boolean endProbe(Object call) {
		boolean own = this.probe == call;
		if (own) {
			this.probe = null;
		}
		return own;
	}

	private boolean hasAnsweredSince(long moment) {
		Duration since = this.sinceAnswer.get();
		boolean answered = since != null && this.nanos.getAsLong() - since.toNanos() - moment > 0;
		if (answered) {
			reset();
		}
		return answered;
	}

	private synchronized void reset() {
		this.failures = 0;
		this.awaySince = null;
		this.probe = null;
		this.doubtful = false;
	}

	/**
	 * For how long the broker has been away.
	 * @return {@code null} if it is not
	 */
	synchronized @Nullable Duration awayFor() {
		Long since = this.awaySince;
		if (since == null || hasAnsweredSince(since)) {
			return null;
		}
		return Duration.ofNanos(this.nanos.getAsLong() - since);
	}

}
