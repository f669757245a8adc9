package io.github.rocketmqhttp.reliability.interop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.MQConsumer;
import com.aliyun.mq.http.MQTransProducer;
import com.aliyun.mq.http.model.Message;
import com.aliyun.mq.http.model.TopicMessage;
import org.jspecify.annotations.Nullable;

/**
 * A program on the vendor's SDK, unchanged and as it is configured by default. Its polls
 * do not wait.
 */
final class VendorProgram implements AutoCloseable {

	private static final int BATCH = 16;

	private static final int NO_WAIT = 0;

	private final MQClient client;

	private final String instanceId;

	private final String consumerGroup;

	VendorProgram(MQClient client, String instanceId, String consumerGroup) {
		this.client = client;
		this.instanceId = instanceId;
		this.consumerGroup = consumerGroup;
	}

	void publish(String topic, Content content) {
		this.client.getProducer(this.instanceId, topic).publishMessage(convert(content));
	}

	void publish(String topic, Content content, Instant deliverAt) {
		TopicMessage message = convert(content);
		message.setStartDeliverTime(deliverAt.toEpochMilli());
		this.client.getProducer(this.instanceId, topic).publishMessage(message);
	}

	/**
	 * Publishes a half message.
	 * @return the handle that decides about it
	 */
	String publishHalf(String topic, Content content, Duration immunityTime) {
		TopicMessage message = convert(content);
		message.setTransCheckImmunityTime((int) immunityTime.toSeconds());
		return transactional(topic).publishMessage(message).getReceiptHandle();
	}

	private static TopicMessage convert(Content content) {
		TopicMessage message = new TopicMessage(content.body().getBytes(StandardCharsets.UTF_8));
		if (content.tag() != null) {
			message.setMessageTag(content.tag());
		}
		if (content.key() != null) {
			message.setMessageKey(content.key());
		}
		if (content.shardingKey() != null) {
			message.setShardingKey(content.shardingKey());
		}
		message.getProperties().putAll(content.properties());
		return message;
	}

	List<Message> consume(String topic) {
		return orEmpty(consumer(topic).consumeMessage(BATCH, NO_WAIT));
	}

	List<Message> consumeOrderly(String topic) {
		return orEmpty(consumer(topic).consumeMessageOrderly(BATCH, NO_WAIT));
	}

	void acknowledge(String topic, List<Message> messages) {
		consumer(topic).ackMessage(messages.stream().map(Message::getReceiptHandle).toList());
	}

	List<Message> consumeHalf(String topic) {
		return orEmpty(transactional(topic).consumeHalfMessage(BATCH, NO_WAIT));
	}

	void commit(String topic, String handle) {
		transactional(topic).commit(handle);
	}

	void rollback(String topic, String handle) {
		transactional(topic).rollback(handle);
	}

	private MQConsumer consumer(String topic) {
		return this.client.getConsumer(this.instanceId, topic, this.consumerGroup, null);
	}

	private MQTransProducer transactional(String topic) {
		return this.client.getTransProducer(this.instanceId, topic, this.consumerGroup);
	}

	// The SDK answers null for "no message".
	private static List<Message> orEmpty(@Nullable List<Message> messages) {
		return (messages != null) ? messages : List.of();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
