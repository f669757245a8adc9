package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Failures in a row: how long to wait after each, and one log line at either end and
 * whenever the kind of failure changes. Used by one thread; others may only ask whether
 * it goes on.
 */
final class FailureStreak {

	private static final Logger logger = LoggerFactory.getLogger(PollingLoop.class);

	private static final long FALLBACK_MILLIS = 1000;

	/** Wrong keys do not become right by asking; each attempt may count against them. */
	private static final Duration REFUSED_INTERVAL = Duration.ofMinutes(1);

	/** Polls end after less than a minute; one that does not end has failed. */
	private static final Duration LONGEST_POLL = Duration.ofMinutes(2);

	private final String name;

	private final BackOff backOff;

	private final MissingTopicPolicy missingTopicPolicy;

	private @Nullable BackOffExecution execution;

	private long lastMillis = FALLBACK_MILLIS;

	private volatile @Nullable PollFailure kind;

	private volatile @Nullable Long startNanos;

	private volatile @Nullable Long successNanos;

	FailureStreak(String name, BackOff backOff, MissingTopicPolicy missingTopicPolicy) {
		this.name = name;
		this.backOff = backOff;
		this.missingTopicPolicy = missingTopicPolicy;
	}

	/**
	 * Notes a failure.
	 * @param beginNanos when the poll that failed has begun
	 * @return how long to wait now, {@code null} to give up
	 */
	@Nullable Duration next(Throwable failure, long beginNanos) {
		PollFailure now = PollFailure.of(failure);
		boolean news = now != this.kind;
		if (this.kind == null) {
			this.startNanos = beginNanos;
		}
		this.kind = now;
		if (now == PollFailure.MISSING_TOPIC && this.missingTopicPolicy == MissingTopicPolicy.FAIL) {
			logger.error("{} gives up: create the topic and the consumer group, or correct their names: {}", this.name,
					failure.toString());
			return null;
		}
		BackOffExecution running = this.execution;
		if (running == null) {
			running = this.backOff.start();
			this.execution = running;
		}
		Duration wait = interval(running);
		if (now == PollFailure.ACCESS_REFUSED) {
			wait = REFUSED_INTERVAL;
		}
		if (news) {
			report(now, wait, failure);
		}
		logger.debug("{} waits {} ms after a failure", this.name, wait.toMillis(), failure);
		return wait;
	}

	private void report(PollFailure now, Duration wait, Throwable failure) {
		if (now == PollFailure.ACCESS_REFUSED) {
			logger.error("{} is refused; check the access key and its rights. It asks again every {} s: {}", this.name,
					wait.toSeconds(), failure.toString());
		}
		else if (now == PollFailure.MISSING_TOPIC && this.missingTopicPolicy == MissingTopicPolicy.RETRY) {
			logger.info("{} waits for its topic and consumer group to be created: {}", this.name, failure.toString());
		}
		else {
			logger.warn("{} fails and keeps trying, next in {} ms: {}", this.name, wait.toMillis(), failure.toString());
		}
	}

	/**
	 * Notes a success.
	 */
	void end() {
		this.successNanos = System.nanoTime();
		if (this.kind != null) {
			this.kind = null;
			this.startNanos = null;
			this.execution = null;
			this.lastMillis = FALLBACK_MILLIS;
			logger.info("{} works again", this.name);
		}
	}

	/**
	 * Whether the last attempt failed.
	 */
	boolean isOn() {
		return this.kind != null;
	}

	/**
	 * Says how it goes.
	 * @param state what the loop is doing
	 * @param active whether failures, if there are any, are still of interest
	 * @param underWay since when a poll has been under way, {@code null} if none is
	 */
	PollingStatus status(PollingState state, boolean active, @Nullable Long underWay) {
		long now = System.nanoTime();
		Duration sinceSuccess = since(this.successNanos, now);
		PollFailure last = this.kind;
		Duration polling = since(underWay, now);
		if (active && last == null && polling != null && polling.compareTo(LONGEST_POLL) > 0) {
			return new PollingStatus(state, sinceSuccess, polling, PollFailure.TRANSIENT);
		}
		boolean expected = last == PollFailure.MISSING_TOPIC && this.missingTopicPolicy == MissingTopicPolicy.RETRY;
		return (active && last != null && !expected)
				? new PollingStatus(state, sinceSuccess, since(this.startNanos, now), last)
				: new PollingStatus(state, sinceSuccess, null, null);
	}

	private static @Nullable Duration since(@Nullable Long nanos, long now) {
		return (nanos != null) ? Duration.ofNanos(Math.max(0, now - nanos)) : null;
	}

	/**
	 * A single wait, outside any streak.
	 */
	Duration pauseOnce() {
		return interval(this.backOff.start());
	}

	/**
	 * Up to a quarter less than the back-off says: instances that lost the broker at the
	 * same moment must not come back at the same moment.
	 */
	private Duration interval(BackOffExecution running) {
		long millis = running.nextBackOff();
		if (millis != BackOffExecution.STOP) {
			this.lastMillis = millis;
		}
		return Duration.ofMillis(this.lastMillis - ThreadLocalRandom.current().nextLong(this.lastMillis / 4 + 1));
	}

}
