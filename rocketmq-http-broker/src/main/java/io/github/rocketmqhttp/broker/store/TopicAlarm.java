package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Wakes a topic when message time makes something due for which a poll waits. Guarded by
 * the topic's lock.
 */
final class TopicAlarm {

	/** A clock that somebody moves by hand is noticed after this time at the latest. */
	private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

	private final ScheduledExecutorService timer;

	private final Runnable wake;

	private @Nullable Future<?> sleep;

	private Instant wakeAt = Instant.MAX;

	TopicAlarm(ScheduledExecutorService timer, Runnable wake) {
		this.timer = timer;
		this.wake = wake;
	}

	/**
	 * Makes sure that the topic is awake at a time.
	 * @param due message time, or {@code null} when nothing is due
	 */
	void set(@Nullable Instant due, Instant now) {
		if (due == null) {
			return;
		}
		Instant latest = now.plus(LONGEST_SLEEP);
		Instant at = due.isBefore(latest) ? due : latest;
		if (this.sleep != null && !at.isBefore(this.wakeAt)) {
			return;
		}
		if (this.sleep != null) {
			this.sleep.cancel(false);
		}
		this.wakeAt = at;
		this.sleep = after(Duration.between(now, at), this.wake);
	}

	/**
	 * Forgets the time: the topic is awake.
	 */
	void reset() {
		if (this.sleep != null) {
			this.sleep.cancel(false);
			this.sleep = null;
		}
	}

	/**
	 * Runs a task after a span of real time, at least a millisecond.
	 */
	Future<?> after(Duration delay, Runnable task) {
		return this.timer.schedule(task, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
	}

}
