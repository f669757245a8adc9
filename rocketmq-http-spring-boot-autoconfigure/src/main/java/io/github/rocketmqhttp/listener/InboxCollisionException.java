package io.github.rocketmqhttp.listener;

/**
 * A message is in the inbox already, or another transaction is about to note it.
 */
public final class InboxCollisionException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param consumerGroup the group that got the message
	 * @param key the message's key
	 * @param cause what the database says
	 */
	public InboxCollisionException(String consumerGroup, String key, Throwable cause) {
		super("The message with key " + key + " has been noted, or is being noted, for group " + consumerGroup
				+ "; the transaction must be rolled back.", cause);
	}

}
