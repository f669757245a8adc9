package io.github.rocketmqhttp.transaction;

import org.jspecify.annotations.Nullable;

/**
 * Something about transactional messages cannot work, found at start-up. The message says
 * what and how to mend it; the two halves are there for a failure analysis.
 */
public abstract class TransactionConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Creates the exception.
	 * @param description what is wrong, with what
	 * @param action what to write or to set
	 * @param cause the failure underneath, if there is one
	 */
	protected TransactionConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * What is wrong, with what.
	 * @return one or more sentences
	 */
	public final String getDescription() {
		return this.description;
	}

	/**
	 * What to write or to set.
	 * @return one or more sentences
	 */
	public final String getAction() {
		return this.action;
	}

}
