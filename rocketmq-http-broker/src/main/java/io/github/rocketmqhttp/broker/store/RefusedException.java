package io.github.rocketmqhttp.broker.store;

import io.github.rocketmqhttp.protocol.ErrorCode;

/**
 * A request that the broker refuses; becomes an {@code Error} document. Carries no stack
 * trace: it is an answer, not a fault.
 */
public final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	/**
	 * Creates the exception.
	 * @param code what goes into {@code Code}, and the status
	 * @param message what goes into {@code Message}; tells the sender what to change
	 */
	public RefusedException(ErrorCode code, String message) {
		super(message, null, false, false);
		this.code = code;
	}

	/**
	 * The code of the document.
	 * @return the code
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * The text of the document.
	 * @return the message, never {@code null}
	 */
	public String text() {
		String message = getMessage();
		return (message != null) ? message : this.code.wireName();
	}

}
