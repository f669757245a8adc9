package io.github.rocketmqhttp.broker.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import io.github.rocketmqhttp.protocol.MessageProperties;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is kept: the body as UTF-8, so that the memory it takes is known.
 */
final class StoredMessage {

	/** What a message costs beside its texts: objects, indexes, ids. */
	static final int OVERHEAD = 512;

	private final String id;

	private final Instant publishTime;

	private final IncomingMessage content;

	StoredMessage(String id, Instant publishTime, IncomingMessage content) {
		this.id = id;
		this.publishTime = publishTime;
		this.content = content;
	}

	String id() {
		return this.id;
	}

	Instant publishTime() {
		return this.publishTime;
	}

	String body() {
		return new String(this.content.body(), StandardCharsets.UTF_8);
	}

	String bodyMd5() {
		return this.content.bodyMd5();
	}

	@Nullable String tag() {
		return this.content.tag();
	}

	Map<String, String> properties() {
		return this.content.properties();
	}

	/**
	 * The sharding key; all messages without one share the empty key.
	 */
	String shardingKey() {
		return this.content.properties().getOrDefault(MessageProperties.SHARDING_KEY, "");
	}

	/**
	 * Bytes that the message counts against the memory limit.
	 */
	long size() {
		return this.content.size();
	}

}
