package io.github.rocketmqhttp.core;

import java.time.Duration;

/**
 * What publishing may cost those who wait for it while the broker does not answer.
 *
 * @param timeout longest time of a publish, with all its attempts and the pauses between
 * them
 * @param transactionTimeout the same while a local transaction runs on the thread, which
 * holds a database connection meanwhile; also the longest time that the thread of a call
 * waits to tell the broker how its transaction has ended
 * @param maxConcurrent most callers that wait for a publish at the same time; further
 * ones fail at once
 * @param failureThreshold after how many calls in a row without an answer the broker
 * counts as away, so that calls fail at once; 0 for never
 * @param probeInterval how long calls fail at once, before one is let through to find out
 * whether the broker is back
 */
public record PublishLimits(Duration timeout, Duration transactionTimeout, int maxConcurrent, int failureThreshold,
		Duration probeInterval) {

	/**
	 * 5 s, 2 s in a transaction, 100 callers, away after 5 calls, and a probe each
	 * second.
	 */
	public static final PublishLimits DEFAULTS = new PublishLimits(Duration.ofSeconds(5), Duration.ofSeconds(2), 100, 5,
			Duration.ofSeconds(1));

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range
	 */
	public PublishLimits {
		require(timeout.toMillis() >= 1, "timeout", timeout, "at least 1 ms");
		require(transactionTimeout.toMillis() >= 1 && transactionTimeout.compareTo(timeout) <= 0, "transaction-timeout",
				transactionTimeout, "from 1 ms to the timeout " + timeout);
		require(maxConcurrent >= 1, "max-concurrent", maxConcurrent, "at least 1");
		require(failureThreshold >= 0, "failure-threshold", failureThreshold, "at least 0");
		require(probeInterval.toMillis() >= 1, "probe-interval", probeInterval, "at least 1 ms");
	}

	private static void require(boolean holds, String what, Object value, String range) {
		if (!holds) {
			throw new IllegalArgumentException("The publish limit " + what + " is " + value + "; it must be " + range
					+ " (property rocketmq-http.client.publish." + what + ").");
		}
	}

}
