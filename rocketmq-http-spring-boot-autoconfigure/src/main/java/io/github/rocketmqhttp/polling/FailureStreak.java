package io.github.rocketmqhttp.polling;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Failures in a row: how long to wait after each, and one log line at either end. Used by
 * one thread.
 */
final class FailureStreak {

	private static final Logger logger = LoggerFactory.getLogger(PollingLoop.class);

	private static final long FALLBACK_MILLIS = 1000;

	private final String name;

	private final BackOff backOff;

	private @Nullable BackOffExecution execution;

	private long lastMillis = FALLBACK_MILLIS;

	FailureStreak(String name, BackOff backOff) {
		this.name = name;
		this.backOff = backOff;
	}

	/**
	 * Notes a failure.
	 * @return how long to wait now
	 */
	Duration next(Throwable failure) {
		BackOffExecution running = this.execution;
		boolean first = running == null;
		if (running == null) {
			running = this.backOff.start();
			this.execution = running;
		}
		Duration wait = interval(running);
		if (first) {
			logger.warn("{} fails and keeps trying, next in {} ms: {}", this.name, wait.toMillis(), failure.toString());
		}
		logger.debug("{} waits {} ms after a failure", this.name, wait.toMillis(), failure);
		return wait;
	}

	/**
	 * Notes a success.
	 */
	void end() {
		if (this.execution != null) {
			this.execution = null;
			this.lastMillis = FALLBACK_MILLIS;
			logger.info("{} works again", this.name);
		}
	}

	/**
	 * A single wait, outside any streak.
	 */
	Duration pauseOnce() {
		return interval(this.backOff.start());
	}

	private Duration interval(BackOffExecution running) {
		long millis = running.nextBackOff();
		if (millis != BackOffExecution.STOP) {
			this.lastMillis = millis;
		}
		return Duration.ofMillis(this.lastMillis);
	}

}
