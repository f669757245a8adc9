package io.github.rocketmqhttp.reliability.docs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a program has left at the broker, apart from ids, times and the notes of our
 * transactions.
 */
record Effect(String body, @Nullable String tag, @Nullable String key, @Nullable String shardingKey,
		@Nullable Instant deliverAt, Map<String, String> properties) {

	/**
	 * What a consumer gets.
	 */
	static Effect of(ReceivedMessage message) {
		return new Effect(message.body(), message.tag(), message.key(), message.shardingKey(), message.deliverAt(),
				withoutNotes(message.userProperties()));
	}

	/**
	 * What the broker keeps of a half message.
	 */
	static Effect of(MessageView message) {
		return new Effect(message.body(), message.tag(), null, null, null, withoutNotes(message.properties()));
	}

	private static Map<String, String> withoutNotes(Map<String, String> properties) {
		Map<String, String> others = new HashMap<>(properties);
		others.keySet().removeAll(TransactionHeaders.NAMES);
		return others;
	}

}
