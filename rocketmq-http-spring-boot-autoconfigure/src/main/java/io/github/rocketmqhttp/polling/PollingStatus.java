package io.github.rocketmqhttp.polling;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a loop fares, for health checks.
 *
 * @param state what it is doing
 * @param sinceSuccess time since a poll was last answered as it should be, with messages
 * or without; {@code null} if none was since the loop started
 * @param failingFor time since the first of the failures that follow each other until
 * now; {@code null} if the last poll succeeded
 * @param failure the kind of the last failure; {@code null} if the last poll succeeded,
 * or if the loop is to wait for a missing topic. A loop that has stopped has one only if
 * that is why it stopped
 */
public record PollingStatus(PollingState state, @Nullable Duration sinceSuccess, @Nullable Duration failingFor,
		@Nullable PollFailure failure) {

	/** The status of a loop that was never started. */
	static final PollingStatus IDLE = new PollingStatus(PollingState.STOPPED, null, null, null);

	PollingStatus endedByDefect() {
		return new PollingStatus(this.state, this.sinceSuccess,
				(this.failingFor != null) ? this.failingFor : Duration.ZERO, PollFailure.DEFECT);
	}

	/**
	 * Whether it does not do what it was started for: its last poll failed, or it has
	 * given up.
	 * @return {@code false} also for a loop that somebody has paused or stopped
	 */
	public boolean isFailing() {
		return this.failure != null && this.state != PollingState.PAUSED;
	}

}
