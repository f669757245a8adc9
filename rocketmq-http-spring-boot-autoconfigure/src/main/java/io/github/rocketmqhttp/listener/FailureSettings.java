package io.github.rocketmqhttp.listener;

import java.util.List;

import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * What holds for messages whose delivery fails.
 *
 * @param deadLetterTopic where messages go that are not worth another delivery, of type
 * normal; {@code null} or blank for nowhere: they are reported, and come back until the
 * broker gives up
 * @param notRetryable exceptions, with their subclasses, after which a message is not
 * worth another delivery; unreadable and invalid messages never are
 * @param retry how often a call is tried before the delivery counts as failed
 */
public record FailureSettings(@Nullable String deadLetterTopic, List<Class<? extends Throwable>> notRetryable,
		RetrySettings retry) {

	/** No dead-letter topic, no further exceptions, one try. */
	public static final FailureSettings DEFAULTS = new FailureSettings(null, List.of(),
			new RetrySettings(1, RetrySettings.DEFAULTS.initialInterval(), RetrySettings.DEFAULTS.multiplier(),
					RetrySettings.DEFAULTS.maxInterval()));

	/**
	 * Checks and copies.
	 * @throws IllegalArgumentException if the topic's name cannot be sent
	 */
	public FailureSettings {
		deadLetterTopic = (deadLetterTopic == null || deadLetterTopic.isBlank()) ? null
				: ProtocolLimits.requireName("dead-letter topic", deadLetterTopic);
		notRetryable = List.copyOf(notRetryable);
	}

	/**
	 * Whether another delivery may go better.
	 * @param failure what the method threw
	 * @return {@code false} if the failure is one of those listed, or its class has
	 * {@link NoRetry}; {@code true} if it is none of the method's
	 */
	public boolean isRetryable(Throwable failure) {
		if (failure instanceof ListenerNotCalledException || failure instanceof InboxRollbackException) {
			return true;
		}
		return this.notRetryable.stream().noneMatch((type) -> type.isInstance(failure))
				&& !AnnotatedElementUtils.hasAnnotation(failure.getClass(), NoRetry.class);
	}

	/**
	 * The same with another dead-letter topic.
	 */
	FailureSettings withDeadLetterTopic(@Nullable String deadLetterTopic) {
		return new FailureSettings(deadLetterTopic, this.notRetryable, this.retry);
	}

}
