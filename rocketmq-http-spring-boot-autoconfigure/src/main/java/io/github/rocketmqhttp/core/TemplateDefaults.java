package io.github.rocketmqhttp.core;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * What a message gets that names no topic or group of its own.
 *
 * @param topic the default topic; {@code null} or blank for none
 * @param consumerGroup the default consumer group; {@code null} or blank for none
 */
public record TemplateDefaults(@Nullable String topic, @Nullable String consumerGroup) {

	/** No defaults. */
	public static final TemplateDefaults NONE = new TemplateDefaults(null, null);

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a name cannot be sent
	 */
	public TemplateDefaults {
		topic = check("topic", topic);
		consumerGroup = check("consumer group", consumerGroup);
	}

	private static @Nullable String check(String what, @Nullable String name) {
		return (name == null || name.isBlank()) ? null : ProtocolLimits.requireName(what, name);
	}

	String requireTopic(@Nullable String topic) {
		return require(topic, this.topic, "topic");
	}

	String requireConsumerGroup() {
		return require(null, this.consumerGroup, "consumer-group");
	}

	private static String require(@Nullable String own, @Nullable String fallback, String property) {
		String name = (own != null) ? own : fallback;
		if (name == null) {
			throw new IllegalArgumentException("The message has no " + property.replace('-', ' ')
					+ ": set the property rocketmq-http." + property + ", or name one in the call.");
		}
		return name;
	}

}
