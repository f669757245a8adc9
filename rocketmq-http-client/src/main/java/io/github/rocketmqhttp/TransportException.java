package io.github.rocketmqhttp;

import org.jspecify.annotations.Nullable;

/**
 * The broker did not answer, or answered with something that is not the protocol:
 * connection refused or cut, time-out, truncated or oversize document.
 */
public final class TransportException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	private final int httpStatus;

	private final @Nullable String requestId;

	/**
	 * Creates the exception for a request without any answer.
	 * @param message what was asked, of which endpoint, and what to look at
	 * @param cause the failure underneath
	 * @param retryable whether the same call may succeed later
	 * @param ambiguous whether the request may have reached the broker
	 */
	public TransportException(String message, @Nullable Throwable cause, boolean retryable, boolean ambiguous) {
		this(message, cause, 0, null, retryable, ambiguous);
	}

	/**
	 * Creates the exception for an answer that cannot be understood.
	 * @param message what was asked and what is wrong with the answer
	 * @param cause the failure underneath
	 * @param httpStatus status of the answer
	 * @param requestId id of the request at the broker, if the headers told it
	 * @param retryable whether the same call may succeed later
	 * @param ambiguous whether the broker may have executed the request
	 */
	public TransportException(String message, @Nullable Throwable cause, int httpStatus, @Nullable String requestId,
			boolean retryable, boolean ambiguous) {
		super(message, cause, retryable, ambiguous);
		this.httpStatus = httpStatus;
		this.requestId = requestId;
	}

	@Override
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	@Override
	public int getHttpStatus() {
		return this.httpStatus;
	}

}
