package io.github.rocketmqhttp.reliability.interop;

import java.util.HashMap;
import java.util.Map;

import com.aliyun.mq.http.model.Message;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.MessageProperties;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a message says, whoever wrote it and whoever reads it.
 *
 * @param properties what programs see of them apart from the other components and from
 * the notes of our transactions
 */
record Content(String body, @Nullable String tag, @Nullable String key, @Nullable String shardingKey,
		Map<String, String> properties) {

	/**
	 * Nothing but a body.
	 */
	static Content bare(String body) {
		return new Content(body, null, null, null, Map.of());
	}

	/**
	 * Everything that any kind of message may have, and characters that XML must escape
	 * or that are not ASCII.
	 */
	static Content full(String name) {
		return new Content("<order id=\"" + name + "\" & more> für 🌍", "created", name, null,
				Map.of("region", "Zürich 🌍", "a", "0"));
	}

	Content withShardingKey(String value) {
		return new Content(this.body, this.tag, this.key, value, this.properties);
	}

	/**
	 * As the vendor's SDK shows it.
	 */
	static Content of(Message message) {
		Map<String, String> properties = new HashMap<>(message.getProperties());
		// What the SDK sets and shows as attributes, it leaves among the properties, too.
		properties.remove(MessageProperties.KEYS);
		properties.remove(MessageProperties.SHARDING_KEY);
		properties.remove(MessageProperties.START_DELIVER_TIME);
		properties.remove(MessageProperties.IMMUNITY_TIME);
		properties.keySet().removeAll(TransactionHeaders.NAMES);
		return new Content(message.getMessageBodyString(), message.getMessageTag(), message.getMessageKey(),
				message.getShardingKey(), properties);
	}

	/**
	 * As our protocol record shows it.
	 */
	static Content of(ReceivedMessage message) {
		return new Content(message.body(), message.tag(), message.key(), message.shardingKey(),
				message.userProperties());
	}

}
