package io.github.rocketmqhttp.transaction;

import org.jspecify.annotations.Nullable;

/**
 * A {@link BackCheckHandler} cannot work as it is written, or its topic has another one.
 */
public final class InvalidBackCheckHandlerException extends TransactionConfigurationException {

	private static final long serialVersionUID = 1L;

	InvalidBackCheckHandlerException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

	InvalidBackCheckHandlerException(String description, String action) {
		this(description, action, null);
	}

}
