package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.rocketmqhttp.protocol.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * A half message that the broker asks about.
 *
 * @param topic its topic
 * @param consumerGroup the group on whose behalf it is checked
 * @param messageId its id; it may change on commit
 * @param tag its tag, if it has one
 * @param key its business key, if it has one
 * @param payload the payload
 * @param publishTime when the broker stored it
 * @param checks how often the broker has asked, from 1
 * @param properties its properties without the protocol's own
 * @param <T> type of the payload
 */
public record HalfMessage<T>(String topic, String consumerGroup, String messageId, @Nullable String tag,
		@Nullable String key, T payload, Instant publishTime, int checks, Map<String, String> properties) {

	/**
	 * Copies the properties.
	 */
	public HalfMessage {
		properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
	}

	/**
	 * Names the message without its content.
	 */
	@Override
	public String toString() {
		return "HalfMessage[topic=" + this.topic + ", consumerGroup=" + this.consumerGroup + ", messageId="
				+ this.messageId + ", tag=" + PrintableText.orNull(this.tag) + ", key=" + PrintableText.orNull(this.key)
				+ ", publishTime=" + this.publishTime + ", checks=" + this.checks + ", properties="
				+ PrintableText.of(this.properties.keySet().toString()) + "]";
	}

}
