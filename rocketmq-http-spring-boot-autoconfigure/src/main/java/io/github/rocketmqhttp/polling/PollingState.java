package io.github.rocketmqhttp.polling;

/**
 * What a loop is doing, for health checks and metrics.
 */
public enum PollingState {

	/** It polls, or handles what it got. */
	RUNNING,

	/** It was told to pause and polls nothing. */
	PAUSED,

	/** Its last poll failed; it waits, or tries again. */
	BACKING_OFF,

	/**
	 * It was never started, or was told to stop, or gave up over a missing topic or a
	 * defect.
	 */
	STOPPED

}
