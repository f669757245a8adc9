package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.handler.RedactedException;

/**
 * A message is in the inbox already, or another transaction is about to note it.
 */
public final class InboxCollisionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String key;

	/**
	 * Creates the exception.
	 * @param consumerGroup the group that got the message
	 * @param key the message's key
	 * @param cause what the database says; as it may quote the key, only its class and
	 * stack trace are kept
	 */
	public InboxCollisionException(String consumerGroup, String key, Throwable cause) {
		super("A message has been noted, or is being noted, for group " + consumerGroup
				+ "; the transaction must be rolled back.", new RedactedException(cause));
		this.key = key;
	}

	/**
	 * The message's key. It may hold parts of the message, so the text does not name it.
	 * @return the key
	 */
	public String getKey() {
		return this.key;
	}

}
