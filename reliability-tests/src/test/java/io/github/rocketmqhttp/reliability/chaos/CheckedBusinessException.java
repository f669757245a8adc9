package io.github.rocketmqhttp.reliability.chaos;

/**
 * An answer of the business that commits all the same, as checked exceptions do.
 */
final class CheckedBusinessException extends Exception {

	private static final long serialVersionUID = 1L;

	CheckedBusinessException(int order) {
		super("The order " + order + " is to be kept");
	}

}
