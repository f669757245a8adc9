package io.github.rocketmqhttp.autoconfigure;

/**
 * What is said where something is switched off.
 */
final class Disabled {

	/** Name of the property. */
	static final String PROPERTY = "rocketmq-http.enabled";

	private Disabled() {
	}

	/**
	 * Makes the exception of a call that would need the broker.
	 */
	static IllegalStateException failure() {
		return new IllegalStateException("Nothing was sent or received, because the property '" + PROPERTY
				+ "' is false. Remove it, or do not call this where it is.");
	}

}
