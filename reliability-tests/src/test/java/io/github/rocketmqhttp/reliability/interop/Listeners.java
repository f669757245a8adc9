package io.github.rocketmqhttp.reliability.interop;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/**
 * Listens to every topic and notes each call twice: as the annotated arguments show the
 * message, and as the delivery itself does.
 */
class Listeners {

	private final Queue<Content> arguments = new ConcurrentLinkedQueue<>();

	private final Queue<ReceivedMessage> deliveries = new ConcurrentLinkedQueue<>();

	@RocketMqHttpListener(topic = InteropFixture.NORMAL)
	@RocketMqHttpListener(topic = InteropFixture.ORDERED, ordered = true, concurrency = "4")
	@RocketMqHttpListener(topic = InteropFixture.SCHEDULED)
	@RocketMqHttpListener(topic = InteropFixture.TRANSACTION)
	void receive(String body, @Header(name = RocketMqHttpHeaders.TAG, required = false) @Nullable String tag,
			@Header(name = RocketMqHttpHeaders.KEY, required = false) @Nullable String key,
			@Header(name = RocketMqHttpHeaders.SHARDING_KEY, required = false) @Nullable String shardingKey,
			@Headers Map<String, Object> headers, ReceivedMessage delivery) {
		this.arguments.add(new Content(body, tag, key, shardingKey, properties(headers)));
		this.deliveries.add(delivery);
	}

	private static Map<String, String> properties(Map<String, Object> headers) {
		Map<String, String> properties = new TreeMap<>();
		headers.forEach((name, value) -> {
			if (!name.startsWith("rocketmqHttp_")) {
				properties.put(name, value.toString());
			}
		});
		// Spring gives every message these two.
		properties.keySet().removeAll(List.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP));
		return properties;
	}

	List<Content> arguments() {
		return List.copyOf(this.arguments);
	}

	List<ReceivedMessage> deliveries() {
		return List.copyOf(this.deliveries);
	}

}
