package io.github.rocketmqhttp.reliability.chaos;

/**
 * A failure of the business that rolls back.
 */
final class BusinessException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BusinessException(int order) {
		super("The order " + order + " is to fail");
	}

}
