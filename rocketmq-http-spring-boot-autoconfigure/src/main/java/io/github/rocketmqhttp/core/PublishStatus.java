package io.github.rocketmqhttp.core;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How publishing through one template goes at one moment.
 *
 * @param waiting how many callers wait for a publish
 * @param maxConcurrent how many may
 * @param awayFor for how long the broker has counted as away, so that calls fail at once;
 * {@code null} if it does not
 * @param refusedBusy how many calls have failed at once because too many waited
 * @param refusedAway how many calls have failed at once because the broker was away
 */
public record PublishStatus(int waiting, int maxConcurrent, @Nullable Duration awayFor, long refusedBusy,
		long refusedAway) {

	/**
	 * Whether the broker counts as away.
	 * @return {@code true} if calls fail at once, but for a probe now and then
	 */
	public boolean isAway() {
		return this.awayFor != null;
	}

}
