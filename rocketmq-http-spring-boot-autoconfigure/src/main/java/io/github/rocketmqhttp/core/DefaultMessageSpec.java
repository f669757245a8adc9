package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation; the template does the sending.
 */
final class DefaultMessageSpec implements MessageSpec {

	private final RocketMqHttpTemplate template;

	private final Object payload;

	private @Nullable String topic;

	private @Nullable String tag;

	private @Nullable String key;

	private @Nullable String shardingKey;

	private @Nullable Instant deliverAt;

	private @Nullable Duration checkImmunityTime;

	private final Map<String, String> properties = new LinkedHashMap<>();

	DefaultMessageSpec(RocketMqHttpTemplate template, Object payload) {
		this.template = template;
		this.payload = payload;
	}

	@Override
	public MessageSpec topic(String topic) {
		this.topic = topic;
		return this;
	}

	@Override
	public MessageSpec tag(String tag) {
		this.tag = tag;
		return this;
	}

	@Override
	public MessageSpec key(String key) {
		this.key = key;
		return this;
	}

	@Override
	public MessageSpec shardingKey(String shardingKey) {
		this.shardingKey = shardingKey;
		return this;
	}

	@Override
	public MessageSpec deliverAt(Instant deliverAt) {
		this.deliverAt = deliverAt;
		return this;
	}

	@Override
	public MessageSpec property(String name, String value) {
		if (TransactionHeaders.NAMES.stream().anyMatch((reserved) -> reserved.equals(name))) {
			// Copied from a received message, they would make two messages look like one.
			throw new IllegalArgumentException("The property '" + name + "' cannot be set by users; use another name.");
		}
		this.properties.put(name, value);
		return this;
	}

	@Override
	public MessageSpec checkImmunityTime(Duration checkImmunityTime) {
		this.checkImmunityTime = checkImmunityTime;
		return this;
	}

	@Override
	public PublishReceipt send() {
		return this.template.publish(this.topic, build(null));
	}

	@Override
	public CompletableFuture<PublishReceipt> sendAsync() {
		return this.template.publishAsync(this.topic, build(null));
	}

	@Override
	public HalfMessageReceipt sendHalf(Duration immunityTime) {
		return this.template.publishHalf(this.topic, build(immunityTime));
	}

	TransactionalContent transactional(TemplateDefaults defaults) {
		return new TransactionalContent(defaults.requireTopic(this.topic), defaults.requireConsumerGroup(),
				build(this.checkImmunityTime));
	}

	private OutboundMessage build(@Nullable Duration immunityTime) {
		return new OutboundMessage(this.template.getPayloadConverter().toBody(this.payload), this.tag, this.key,
				this.shardingKey, this.deliverAt, immunityTime, this.properties);
	}

}
