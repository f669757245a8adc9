package io.github.rocketmqhttp;

import org.jspecify.annotations.Nullable;

/**
 * A message is not as it was published: it has another digest, or holds a character that
 * XML 1.0 cannot carry.
 * <p>
 * A received message throws it when its body is asked for, so that nobody works with
 * another text than was sent; the other messages of its batch are not concerned. After a
 * publish it says that the broker has stored something, but not what was sent: repeating
 * the call stores the message a second time.
 */
public final class DamagedMessageException extends RocketMqHttpException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String requestId;

	/**
	 * Creates the exception.
	 * @param message which message is damaged, and how; never its content
	 * @param requestId id of the request at the broker, if known
	 * @param ambiguous whether it was stored by the call that fails
	 */
	public DamagedMessageException(String message, @Nullable String requestId, boolean ambiguous) {
		super(message, null, false, ambiguous);
		this.requestId = requestId;
	}

	@Override
	public @Nullable String getRequestId() {
		return this.requestId;
	}

}
