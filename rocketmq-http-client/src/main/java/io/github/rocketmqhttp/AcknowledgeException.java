package io.github.rocketmqhttp;

import java.io.Serializable;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some receipt handles were refused; every handle that is not listed was accepted.
 * <p>
 * A refused handle stays refused, so this exception is never retryable: the message comes
 * back with a new handle.
 */
public final class AcknowledgeException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	private final int httpStatus;

	private final @Nullable String requestId;

	private final Failure[] failures;

	/**
	 * Creates the exception.
	 * @param message what was asked and how many handles were refused
	 * @param httpStatus status of the answer
	 * @param requestId id of the request at the broker, if known
	 * @param failures the refused handles, at least one
	 */
	public AcknowledgeException(String message, int httpStatus, @Nullable String requestId, List<Failure> failures) {
		super(message, null, false, false);
		this.httpStatus = httpStatus;
		this.requestId = requestId;
		this.failures = failures.toArray(new Failure[0]);
	}

	/**
	 * The refused handles, in the order of the answer.
	 * @return at least one failure, unmodifiable
	 */
	public List<Failure> getFailures() {
		return List.of(this.failures);
	}

	/**
	 * The code of the first refused handle.
	 */
	@Override
	public @Nullable String getErrorCode() {
		return (this.failures.length > 0) ? this.failures[0].errorCode() : null;
	}

	@Override
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	@Override
	public int getHttpStatus() {
		return this.httpStatus;
	}

	/**
	 * One refused handle.
	 *
	 * @param receiptHandle the handle as it was sent; empty when the answer did not name
	 * it
	 * @param errorCode the broker's code, {@code MessageNotExist} for an expired or used
	 * handle, {@code ReceiptHandleError} for one that it never gave out
	 * @param errorMessage the broker's explanation, possibly empty
	 */
	public record Failure(String receiptHandle, String errorCode, String errorMessage) implements Serializable {

		private static final long serialVersionUID = 1L;

	}

}
