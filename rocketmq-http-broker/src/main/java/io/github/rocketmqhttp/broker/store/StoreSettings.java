package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.util.Map;

/**
 * What a store is told once.
 *
 * @param topics the declared topics; none means that topics come into being on first use
 * @param strictTopics whether a topic of normal messages refuses timed ones
 * @param invisibleTime how long a delivery hides its message
 * @param orderedInvisibleTime the same for ordered consumption
 * @param checkInterval time between two back-checks, and how long a check's handle lives
 * @param maxDeliveries after which a message goes to the dead-letter topic
 * @param retention how long a consumable message is kept
 * @param memoryLimit most bytes of stored messages, topics and groups
 * @param seed makes ids and handles
 */
public record StoreSettings(Map<String, TopicType> topics, boolean strictTopics, Duration invisibleTime,
		Duration orderedInvisibleTime, Duration checkInterval, int maxDeliveries, Duration retention, long memoryLimit,
		long seed) {

	/**
	 * Copies the topics.
	 */
	public StoreSettings {
		topics = Map.copyOf(topics);
	}

}
