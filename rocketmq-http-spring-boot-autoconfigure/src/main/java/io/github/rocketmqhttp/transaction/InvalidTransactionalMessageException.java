package io.github.rocketmqhttp.transaction;

import org.jspecify.annotations.Nullable;

/**
 * A {@link TransactionalMessage} cannot work as it is written.
 */
public final class InvalidTransactionalMessageException extends TransactionConfigurationException {

	private static final long serialVersionUID = 1L;

	InvalidTransactionalMessageException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

	InvalidTransactionalMessageException(String description, String action) {
		this(description, action, null);
	}

}
