package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One call as exceptions describe it.
 *
 * @param operation what is asked
 * @param topic of which topic
 * @param consumerGroup on whose behalf, {@code null} when publishing
 * @param receiptHandles the handles that are sent, none for other operations
 */
record Call(Operation operation, String topic, @Nullable String consumerGroup, List<String> receiptHandles) {

	/**
	 * Tells a listener how the call ended.
	 * @param start when it began, by {@link System#nanoTime()}
	 */
	void ended(@Nullable CallListener listener, long start, @Nullable Throwable failure) {
		if (listener != null) {
			listener.ended(new CallListener.CompletedCall(this.operation.name().toLowerCase(Locale.ROOT), this.topic,
					Duration.ofNanos(System.nanoTime() - start), failure));
		}
	}

	/**
	 * Says what was tried, without handles: the start of an exception text.
	 */
	String describe() {
		return this.operation.phrase() + " topic '" + this.topic + "'"
				+ ((this.consumerGroup != null) ? " for group '" + this.consumerGroup + "'" : "");
	}

}
