package io.github.rocketmqhttp.core;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers how the attempts of one call failed. Used by one thread at a time.
 */
final class Attempts {

	private static final Logger logger = LoggerFactory.getLogger(Attempts.class);

	private int failed;

	private @Nullable RocketMqHttpException last;

	private @Nullable RocketMqHttpException ambiguous;

	/**
	 * Notes a failure. A handle that is refused after an attempt whose answer was lost
	 * may have been accepted by that attempt: the refusal then carries the earlier
	 * failure as suppressed.
	 * @param failure how the attempt failed
	 */
	void failed(Throwable failure) {
		this.failed++;
		if (failure instanceof RocketMqHttpException ours) {
			logger.debug("Attempt {} failed, {}: {}", this.failed, ours.isRetryable() ? "retryable" : "for good",
					ours.toString());
			if (ours instanceof AcknowledgeException && this.ambiguous != null) {
				ours.addSuppressed(this.ambiguous);
			}
			if (ours.isAmbiguous()) {
				this.ambiguous = ours;
			}
			this.last = ours;
		}
	}

	int count() {
		return this.failed;
	}

	@Nullable RocketMqHttpException last() {
		return this.last;
	}

}
