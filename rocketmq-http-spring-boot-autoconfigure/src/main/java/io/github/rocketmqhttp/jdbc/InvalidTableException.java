package io.github.rocketmqhttp.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A table of the starter cannot be used as it is set up; the application does not start.
 * The message says what and how to mend it; the two halves are there for a failure
 * analysis.
 */
public final class InvalidTableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	InvalidTableException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * What is wrong, with which table.
	 * @return a sentence
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * What to do or to set.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
