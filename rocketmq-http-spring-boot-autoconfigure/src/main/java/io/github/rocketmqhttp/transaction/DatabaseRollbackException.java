package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.RocketMqHttpException;

/**
 * The database has rolled the local transaction back by itself before it was to commit,
 * for example as the victim of a deadlock whose exception the application has caught, and
 * what was done afterwards ran in a new transaction. Everything is rolled back and no
 * message is delivered, so the whole call may be repeated.
 */
public final class DatabaseRollbackException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	private final String transactionId;

	/**
	 * Creates the exception.
	 * @param transactionId the transaction that may not commit
	 */
	public DatabaseRollbackException(String transactionId) {
		super("The row of transaction " + transactionId + " is no longer part of the transaction that was to commit:"
				+ " the database has rolled back by itself, perhaps as a deadlock's victim, and the application went on."
				+ " Everything is rolled back and no message is delivered; call again. Let such exceptions of the"
				+ " database leave the transaction instead of catching them inside.", null, true, false);
		this.transactionId = transactionId;
	}

	/**
	 * The transaction id.
	 * @return the id of the transaction that was rolled back
	 */
	public String getTransactionId() {
		return this.transactionId;
	}

}
