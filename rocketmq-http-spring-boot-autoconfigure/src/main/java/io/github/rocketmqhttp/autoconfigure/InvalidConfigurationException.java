package io.github.rocketmqhttp.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The application cannot start with this configuration.
 */
final class InvalidConfigurationException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Creates the exception.
	 * @param description what is wrong with which property, without any secret
	 * @param action what to write instead
	 */
	InvalidConfigurationException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Creates the exception.
	 * @param description what is wrong with which property, without any secret
	 * @param action what to write instead
	 * @param cause the failure underneath, if there is one
	 */
	InvalidConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * Creates the exception for a property whose value is no secret.
	 * @param property name of the property
	 * @param value its value as a user would write it
	 * @param legal which values are legal, to follow "Set … to"
	 * @return the exception
	 */
	static InvalidConfigurationException of(String property, @Nullable Object value, String legal) {
		return new InvalidConfigurationException(
				"The property '" + property + "' has the value '" + value + "', which is not allowed.",
				"Set " + property + " to " + legal + ".");
	}

	String getDescription() {
		return this.description;
	}

	String getAction() {
		return this.action;
	}

}
