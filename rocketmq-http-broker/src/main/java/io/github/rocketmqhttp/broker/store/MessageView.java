package io.github.rocketmqhttp.broker.store;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message as the broker keeps it, for assertions.
 *
 * @param messageId its id
 * @param topic the topic to which it was published
 * @param tag its tag, if it has one
 * @param body its text
 * @param properties all properties, the reserved ones included
 * @param publishTime when it was stored
 * @param times back-checks so far for a half message, deliveries so far for a dead
 * letter, 0 for a visible message
 * @param consumerGroup the group that could not consume a dead letter; {@code null} for
 * others
 */
public record MessageView(String messageId, String topic, @Nullable String tag, String body,
		Map<String, String> properties, Instant publishTime, int times, @Nullable String consumerGroup) {

	/**
	 * Copies the properties.
	 */
	public MessageView {
		properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
	}

	static MessageView of(StoredMessage message, TopicId topic, int times, @Nullable String consumerGroup) {
		return new MessageView(message.id(), topic.topic(), message.tag(), message.body(), message.properties(),
				message.publishTime(), times, consumerGroup);
	}

	/**
	 * Names the message without its content.
	 */
	@Override
	public String toString() {
		return "MessageView[messageId=" + this.messageId + ", topic=" + this.topic + ", tag=" + this.tag + ", times="
				+ this.times + ", consumerGroup=" + this.consumerGroup + ", properties=" + this.properties.keySet()
				+ ", body=" + this.body.length() + " characters]";
	}

}
