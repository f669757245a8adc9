package io.github.rocketmqhttp.core;

import java.time.Duration;

/**
 * How often a failed call is tried again, and how long to wait in between.
 *
 * @param maxAttempts most calls in all, the first one included; 1 never retries
 * @param initialInterval shortest wait before the second call, at least 1 ms
 * @param multiplier growth of the wait from call to call, at least 1; each wait is drawn
 * between its base and its base times this number
 * @param maxInterval longest wait
 */
public record RetrySettings(int maxAttempts, Duration initialInterval, double multiplier, Duration maxInterval) {

	/** Three calls, 100 ms at first, doubling, 2 s at most. */
	public static final RetrySettings DEFAULTS = new RetrySettings(3, Duration.ofMillis(100), 2, Duration.ofSeconds(2));

	private static final int MOST_ATTEMPTS = 100;

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range
	 */
	public RetrySettings {
		require(maxAttempts >= 1 && maxAttempts <= MOST_ATTEMPTS, "max-attempts", maxAttempts,
				"from 1 to " + MOST_ATTEMPTS);
		require(initialInterval.toMillis() >= 1, "initial-interval", initialInterval, "at least 1 ms");
		require(multiplier >= 1 && multiplier <= 10, "multiplier", multiplier, "from 1 to 10");
		require(maxInterval.compareTo(initialInterval) >= 0, "max-interval", maxInterval,
				"at least the initial interval " + initialInterval);
	}

	private static void require(boolean holds, String what, Object value, String range) {
		if (!holds) {
			throw new IllegalArgumentException("The retry setting " + what + " is " + value + "; it must be " + range
					+ " (property rocketmq-http.client.retry." + what + ").");
		}
	}

}
