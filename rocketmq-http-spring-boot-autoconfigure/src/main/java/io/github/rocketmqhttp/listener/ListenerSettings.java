package io.github.rocketmqhttp.listener;

import java.time.Duration;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every listener.
 *
 * @param defaultTopic topic of listeners that name none; {@code null} or blank for none
 * @param defaultConsumerGroup group of listeners that name none; {@code null} or blank
 * for none
 * @param batchSize most messages of one poll, 1 to 16; they are handled one after the
 * other, and all of them must be done before their invisible time ends
 * @param waitTime how long the broker holds an empty poll open, whole seconds from 0 to
 * 30
 * @param shutdownTimeout how long a stop waits for the message in hand and for
 * acknowledgements
 * @param autoStartup whether listeners start with the application
 */
public record ListenerSettings(@Nullable String defaultTopic, @Nullable String defaultConsumerGroup, int batchSize,
		Duration waitTime, Duration shutdownTimeout, boolean autoStartup) {

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range
	 */
	public ListenerSettings {
		defaultTopic = blankToNull(defaultTopic);
		defaultConsumerGroup = blankToNull(defaultConsumerGroup);
		ProtocolLimits.requireBatchSize(batchSize);
		ProtocolLimits.requireWaitTime(waitTime);
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("The shutdown time-out of listeners is " + shutdownTimeout
					+ "; it must not be negative (property rocketmq-http.listener.shutdown-timeout).");
		}
	}

	private static @Nullable String blankToNull(@Nullable String name) {
		return (name == null || name.isBlank()) ? null : name;
	}

}
