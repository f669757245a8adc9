package io.github.rocketmqhttp.core;

import java.util.Collection;

/**
 * There is no instance of a name that the application selects.
 */
public final class UnknownInstanceException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Creates the exception.
	 * @param name the name that was asked for
	 * @param known the names that exist
	 */
	public UnknownInstanceException(String name, Collection<String> known) {
		this("there is no instance and no template bean '" + name + "'",
				(known.isEmpty() ? "Configure it under rocketmq-http.instances." + name
						: "Use one of " + known + ", or configure it under rocketmq-http.instances." + name)
						+ ", or leave template out to use the default instance.");
	}

	private UnknownInstanceException(String description, String action) {
		super(Character.toUpperCase(description.charAt(0)) + description.substring(1) + ". " + action);
		this.description = description;
		this.action = action;
	}

	/**
	 * What is wrong.
	 * @return a clause
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * What to do.
	 * @return a sentence that names what exists
	 */
	public String getAction() {
		return this.action;
	}

}
