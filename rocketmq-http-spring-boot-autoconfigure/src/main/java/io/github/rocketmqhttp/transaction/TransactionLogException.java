package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.RocketMqHttpException;
import org.jspecify.annotations.Nullable;

/**
 * The row of a local transaction could not be written to its transaction log, so the
 * business method was not called and the transaction is rolled back.
 */
public final class TransactionLogException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what happened, to which log, and what to do
	 * @param cause the failure underneath, if there is one
	 */
	public TransactionLogException(String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
	}

}
