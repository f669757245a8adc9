package io.github.rocketmqhttp.core;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.rocketmqhttp.protocol.MessageProperties;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ProtocolLimits;

/**
 * Gives messages the properties that hand a trace on. Tracing must not change what
 * becomes of a message: what would not fit, or would have all its properties encoded, is
 * left out.
 */
final class TraceProperties {

	/** Most bytes of one character, in UTF-8 as well as percent-encoded. */
	private static final int WIDEST = 3;

	private TraceProperties() {
	}

	/**
	 * Adds properties to a message, in place of those of another trace.
	 * @return the message itself if there is nothing to add
	 */
	static OutboundMessage addTo(OutboundMessage message, Map<String, String> traceContext) {
		if (traceContext.isEmpty()) {
			return message;
		}
		Map<String, String> properties = new LinkedHashMap<>(message.properties());
		traceContext.keySet().forEach(properties::remove);
		int room = ProtocolLimits.MAX_PROPERTIES_BYTES - WIDEST * length(message, properties);
		for (Map.Entry<String, String> entry : traceContext.entrySet()) {
			int needed = entry.getKey().length() + entry.getValue().length() + 2;
			if (needed <= room && MessageProperties.isPlain(entry.getKey())
					&& MessageProperties.isPlain(entry.getValue())) {
				properties.put(entry.getKey(), entry.getValue());
				room -= needed;
			}
		}
		return new OutboundMessage(message.body(), message.tag(), message.key(), message.shardingKey(),
				message.deliverAt(), message.immunityTime(), properties);
	}

	/**
	 * Length of what is on the wire anyway: generous about the message's own attributes.
	 */
	private static int length(OutboundMessage message, Map<String, String> properties) {
		int length = 100;
		String key = message.key();
		String shardingKey = message.shardingKey();
		length += (key != null) ? key.length() : 0;
		length += (shardingKey != null) ? shardingKey.length() : 0;
		for (Map.Entry<String, String> entry : properties.entrySet()) {
			length += entry.getKey().length() + entry.getValue().length() + 2;
		}
		return length;
	}

}
