package io.github.rocketmqhttp.broker.store;

import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.PrintableText;
import io.github.rocketmqhttp.protocol.ProtocolLimits;

/**
 * A topic within an instance.
 *
 * @param instanceId namespace of the instance; empty for none
 * @param topic name of the topic
 */
public record TopicId(String instanceId, String topic) {

	static final String DEAD_LETTER_PREFIX = "DLQ_";

	/**
	 * Checks the names.
	 * @throws RefusedException if a name is not made of 1 to 64 letters, digits,
	 * {@code _} and {@code -}; a dead-letter topic may be longer by its prefix
	 */
	public TopicId {
		String name = topic.startsWith(DEAD_LETTER_PREFIX) ? topic.substring(DEAD_LETTER_PREFIX.length()) : topic;
		requireName("topic", topic, name);
		if (!instanceId.isEmpty()) {
			requireName("instance id (ns)", instanceId, instanceId);
		}
	}

	/**
	 * A topic of an instance without namespace.
	 * @param topic name of the topic
	 * @return the id
	 */
	public static TopicId of(String topic) {
		return new TopicId("", topic);
	}

	/**
	 * The topic that takes what a group of this instance could not consume.
	 */
	TopicId deadLetters(String consumerGroup) {
		return new TopicId(this.instanceId, DEAD_LETTER_PREFIX + consumerGroup);
	}

	boolean isDeadLetterTopic() {
		return this.topic.startsWith(DEAD_LETTER_PREFIX);
	}

	static void requireName(String what, String given, String name) {
		if (!ProtocolLimits.isName(name)) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT,
					"The " + what + " '" + PrintableText.of(given, 2 * ProtocolLimits.MAX_NAME_LENGTH)
							+ "' is not made of 1 to 64 letters, digits, '_' and '-'.");
		}
	}

	@Override
	public String toString() {
		return this.instanceId.isEmpty() ? this.topic : this.instanceId + '%' + this.topic;
	}

}
