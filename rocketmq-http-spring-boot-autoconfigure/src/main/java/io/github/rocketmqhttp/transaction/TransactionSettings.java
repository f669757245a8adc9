package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * What annotations leave open, and how back-checks are polled.
 *
 * @param defaultTopic the topic of annotations that name none
 * @param defaultConsumerGroup the group of annotations that name none
 * @param topics further topics whose back-checks are polled for the default group, for
 * programmatic messages
 * @param instanceTopics the same for instances with names
 * @param immunityTime time until the first back-check, whole seconds from 10 to 300
 * @param bindTimeout whether local transactions time out before the immunity time ends
 * @param completion who tells the broker of the outcome
 * @param batchSize most back-checks of one poll, 1 to 16
 * @param waitTime how long the broker holds an empty poll open, whole seconds from 0 to
 * 30
 * @param shutdownTimeout how long stopping waits for back-checks that are being answered,
 * and for decisions in the background
 */
public record TransactionSettings(@Nullable String defaultTopic, @Nullable String defaultConsumerGroup,
		List<String> topics, Map<String, List<String>> instanceTopics, Duration immunityTime, boolean bindTimeout,
		CompletionMode completion, int batchSize, Duration waitTime, Duration shutdownTimeout) {

	/**
	 * Checks. A blank topic or group counts as none.
	 * @throws IllegalArgumentException if a component is outside its range; the message
	 * names it
	 */
	public TransactionSettings {
		defaultTopic = name("topic", defaultTopic);
		defaultConsumerGroup = name("consumer group", defaultConsumerGroup);
		topics = topics(topics);
		Map<String, List<String>> copy = new LinkedHashMap<>();
		instanceTopics.forEach((instance, names) -> copy.put(instance, topics(names)));
		instanceTopics = Collections.unmodifiableMap(copy);
		if (!topics.isEmpty() && defaultConsumerGroup == null) {
			throw new IllegalArgumentException(
					"The topics " + topics + " need a default consumer group, whose back-checks are polled.");
		}
		ProtocolLimits.requireImmunityTime(immunityTime);
		ProtocolLimits.requireBatchSize(batchSize);
		ProtocolLimits.requireWaitTime(waitTime);
		if (shutdownTimeout.isNegative()) {
			throw new IllegalArgumentException("The shutdown timeout " + shutdownTimeout + " is negative.");
		}
	}

	/**
	 * Creates settings for the default instance alone.
	 * @param defaultTopic the topic of annotations that name none
	 * @param defaultConsumerGroup the group of annotations that name none
	 * @param topics further topics whose back-checks are polled
	 * @param immunityTime time until the first back-check, whole seconds from 10 to 300
	 * @param bindTimeout whether local transactions time out before the immunity time
	 * @param completion who tells the broker of the outcome
	 * @param batchSize most back-checks of one poll, 1 to 16
	 * @param waitTime how long the broker holds an empty poll open
	 * @param shutdownTimeout how long stopping waits
	 */
	public TransactionSettings(@Nullable String defaultTopic, @Nullable String defaultConsumerGroup,
			List<String> topics, Duration immunityTime, boolean bindTimeout, CompletionMode completion, int batchSize,
			Duration waitTime, Duration shutdownTimeout) {
		this(defaultTopic, defaultConsumerGroup, topics, Map.of(), immunityTime, bindTimeout, completion, batchSize,
				waitTime, shutdownTimeout);
	}

	private static List<String> topics(List<String> topics) {
		topics.forEach((topic) -> ProtocolLimits.requireName("topic", topic));
		return List.copyOf(topics);
	}

	private static @Nullable String name(String what, @Nullable String name) {
		return (name == null || name.isBlank()) ? null : ProtocolLimits.requireName(what, name);
	}

}
