package io.github.rocketmqhttp.actuate;

/**
 * What operators may do.
 */
public enum OperatorAction {

	/** Lets a listener stop polling for a while. */
	PAUSE,

	/** Ends the pause of a listener. */
	RESUME,

	/** Commits messages in doubt. */
	COMMIT,

	/** Rolls messages in doubt back. */
	ROLLBACK

}
