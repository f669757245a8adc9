package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.RocketMqHttpException;

/**
 * The database has rolled the transaction of an idempotent listener back by itself before
 * it was to commit, for example as the victim of a deadlock whose exception the listener
 * has caught, and what was done afterwards ran in a new transaction. Everything is rolled
 * back, and the message is delivered again.
 */
public final class InboxRollbackException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param consumerGroup the group that got the message
	 */
	public InboxRollbackException(String consumerGroup) {
		super("The inbox row of a message of group " + consumerGroup + " is no longer part of the transaction that was"
				+ " to commit: the database has rolled back by itself, perhaps as a deadlock's victim, and the listener"
				+ " went on. Everything is rolled back, and the message is redelivered. Let such exceptions of the"
				+ " database leave the listener instead of catching them inside.", null, true, false);
	}

	/**
	 * Creates the exception for a transaction that is rolled back because its last
	 * statements have failed.
	 * @param consumerGroup the group that got the message
	 * @param cause what they have failed with
	 */
	public InboxRollbackException(String consumerGroup, Throwable cause) {
		super("The transaction of an idempotent listener of group " + consumerGroup + " failed when it was to commit."
				+ " Everything is rolled back, and the message is redelivered.", cause, true, false);
	}

}
