package io.github.rocketmqhttp.transaction.jdbc;

import io.github.rocketmqhttp.transaction.TransactionConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A transaction log cannot be used as it is set up.
 */
public final class InvalidTransactionLogException extends TransactionConfigurationException {

	private static final long serialVersionUID = 1L;

	InvalidTransactionLogException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

}
