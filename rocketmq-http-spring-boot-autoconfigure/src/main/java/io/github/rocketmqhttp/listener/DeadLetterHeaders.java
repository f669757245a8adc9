package io.github.rocketmqhttp.listener;

/**
 * Properties of a message in a dead-letter topic that say where it comes from. Body, tag,
 * key and the user's own properties are those of the message itself.
 */
public final class DeadLetterHeaders {

	/** Topic from which the message was consumed. */
	public static final String TOPIC = "deadLetter_topic";

	/** Consumer group that could not handle it. */
	public static final String CONSUMER_GROUP = "deadLetter_consumerGroup";

	/** Id that the message had there. */
	public static final String MESSAGE_ID = "deadLetter_messageId";

	/** Id of the listener that could not handle it. */
	public static final String LISTENER = "deadLetter_listener";

	/** Class of the exception; its text may hold data and is left out. */
	public static final String REASON = "deadLetter_reason";

	/** Deliveries up to then, from 1. */
	public static final String CONSUMED_TIMES = "deadLetter_consumedTimes";

	private DeadLetterHeaders() {
	}

}
