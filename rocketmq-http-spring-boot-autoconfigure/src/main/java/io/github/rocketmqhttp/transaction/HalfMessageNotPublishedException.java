package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.RocketMqHttpException;
import org.jspecify.annotations.Nullable;

/**
 * The half message could not be published, so no local work was committed: the whole call
 * had no effect and may be repeated. What an attempt may have left at the broker is
 * rolled back.
 */
public final class HalfMessageNotPublishedException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	HalfMessageNotPublishedException(String message, RocketMqHttpException cause) {
		super(message, cause, cause.isRetryable(), false);
	}

	private @Nullable RocketMqHttpException failure() {
		return (getCause() instanceof RocketMqHttpException failure) ? failure : null;
	}

	@Override
	public @Nullable String getErrorCode() {
		RocketMqHttpException failure = failure();
		return (failure != null) ? failure.getErrorCode() : null;
	}

	@Override
	public @Nullable String getRequestId() {
		RocketMqHttpException failure = failure();
		return (failure != null) ? failure.getRequestId() : null;
	}

	@Override
	public @Nullable String getHostId() {
		RocketMqHttpException failure = failure();
		return (failure != null) ? failure.getHostId() : null;
	}

	@Override
	public int getHttpStatus() {
		RocketMqHttpException failure = failure();
		return (failure != null) ? failure.getHttpStatus() : 0;
	}

}
