package io.github.rocketmqhttp;

import org.jspecify.annotations.Nullable;

/**
 * The broker answered, and its answer is an error.
 */
public final class ServiceException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	private final int httpStatus;

	private final @Nullable String errorCode;

	private final @Nullable String requestId;

	private final @Nullable String hostId;

	/**
	 * Creates the exception.
	 * @param message what was asked, what the broker said, and what to do
	 * @param httpStatus status of the answer
	 * @param errorCode code of the answer, {@code null} when it had none (a proxy's HTML
	 * page, for example)
	 * @param requestId id of the request at the broker, if known
	 * @param hostId name of the answering host, if known
	 * @param retryable whether the same call may succeed later
	 * @param ambiguous whether the broker may have executed the request all the same
	 */
	public ServiceException(String message, int httpStatus, @Nullable String errorCode, @Nullable String requestId,
			@Nullable String hostId, boolean retryable, boolean ambiguous) {
		super(message, null, retryable, ambiguous);
		this.httpStatus = httpStatus;
		this.errorCode = errorCode;
		this.requestId = requestId;
		this.hostId = hostId;
	}

	@Override
	public @Nullable String getErrorCode() {
		return this.errorCode;
	}

	@Override
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	@Override
	public @Nullable String getHostId() {
		return this.hostId;
	}

	@Override
	public int getHttpStatus() {
		return this.httpStatus;
	}

}
