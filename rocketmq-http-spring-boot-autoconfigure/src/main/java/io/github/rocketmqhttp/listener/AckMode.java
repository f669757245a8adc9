package io.github.rocketmqhttp.listener;

/**
 * Who acknowledges the messages of a listener, and when. What is not acknowledged before
 * its invisible time ends comes back.
 */
public enum AckMode {

	/** A message, or a whole list of them, as soon as the method has returned. */
	AUTO,

	/**
	 * After the method has returned, gathered into one request for up to 16 messages:
	 * sent when there are 16, when nothing is left to handle, and after a second at the
	 * latest.
	 */
	BATCH,

	/** The method, or whoever it passes its {@link Acknowledgement} to. */
	MANUAL,

	/**
	 * Nobody: for methods that use
	 * {@link io.github.rocketmqhttp.core.RocketMqHttpOperations#acknowledge}, and for
	 * onlookers to whom the messages shall come back.
	 */
	NONE

}
