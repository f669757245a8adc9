package io.github.rocketmqhttp.actuate;

import java.time.Duration;

import io.github.rocketmqhttp.polling.PollingState;
import io.github.rocketmqhttp.polling.PollingStatus;

/**
 * One poll loop, whatever it polls for.
 *
 * @param name names it for people, within its instance
 * @param instance the instance of the service that it polls
 * @param status how it fares
 */
record PollLoop(String name, String instance, PollingStatus status) {

	/**
	 * Whether it is to poll: nobody has paused or stopped it.
	 */
	boolean isActive() {
		return this.status.isFailing() || this.status.state() == PollingState.RUNNING
				|| this.status.state() == PollingState.BACKING_OFF;
	}

	/**
	 * For how long it has not done what it was started for.
	 */
	Duration failingFor() {
		Duration failing = this.status.failingFor();
		return (this.status.isFailing() && failing != null) ? failing : Duration.ZERO;
	}

}
