package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.RocketMqHttpException;

/**
 * The local transaction began so late that a back-check had already found it missing and
 * rolled its messages back. It is rolled back before any business work, so the whole call
 * may be repeated at once: it gets a new transaction id.
 */
public final class TransactionFencedException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	private final String transactionId;

	/**
	 * Creates the exception.
	 * @param transactionId the transaction that may no longer commit
	 * @param cause the collision
	 */
	public TransactionFencedException(String transactionId, Throwable cause) {
		super("The transaction " + transactionId + " began too late: a back-check had found it missing and rolled its"
				+ " messages back. Nothing was done; call again. If this happens often, set a longer immunity time.",
				cause, true, false);
		this.transactionId = transactionId;
	}

	/**
	 * The transaction id.
	 * @return the id that may no longer commit
	 */
	public String getTransactionId() {
		return this.transactionId;
	}

}
