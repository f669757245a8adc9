package io.github.rocketmqhttp;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that can go wrong between this process and the broker.
 * <p>
 * Two answers guide the caller: {@link #isRetryable()} says whether the same call may
 * succeed later, {@link #isAmbiguous()} says whether the broker may already have executed
 * it, so that repeating a publish may store the message twice.
 */
public abstract class RocketMqHttpException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean retryable;

	private final boolean ambiguous;

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do; never a body or a secret
	 * @param cause the failure underneath, if there is one
	 * @param retryable whether the same call may succeed later
	 * @param ambiguous whether the broker may have executed the request
	 */
	protected RocketMqHttpException(String message, @Nullable Throwable cause, boolean retryable, boolean ambiguous) {
		super(message, cause);
		this.retryable = retryable;
		this.ambiguous = ambiguous;
	}

	/**
	 * Whether repeating the same call later may succeed.
	 * @return {@code false} when only a change of the request or of the configuration
	 * helps
	 */
	public final boolean isRetryable() {
		return this.retryable;
	}

	/**
	 * Whether the outcome is unknown: the broker may or may not have executed the
	 * request.
	 * @return {@code false} when the request certainly had no effect
	 */
	public final boolean isAmbiguous() {
		return this.ambiguous;
	}

	/**
	 * The broker's error code as it stood on the wire.
	 * @return the code, or {@code null} when the broker gave none
	 */
	public @Nullable String getErrorCode() {
		return null;
	}

	/**
	 * The id under which the broker knows the request; quote it when asking its operator.
	 * @return the id, or {@code null} when no answer carried one
	 */
	public @Nullable String getRequestId() {
		return null;
	}

	/**
	 * The host that answered, as it names itself.
	 * @return the host, or {@code null} when the answer did not say
	 */
	public @Nullable String getHostId() {
		return null;
	}

	/**
	 * The HTTP status of the answer.
	 * @return the status, or 0 when there was no answer
	 */
	public int getHttpStatus() {
		return 0;
	}

}
