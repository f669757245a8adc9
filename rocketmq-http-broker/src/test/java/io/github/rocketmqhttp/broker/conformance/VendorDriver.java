package io.github.rocketmqhttp.broker.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.MQConsumer;
import com.aliyun.mq.http.MQProducer;
import com.aliyun.mq.http.MQTransProducer;
import com.aliyun.mq.http.common.AckMessageException;
import com.aliyun.mq.http.common.ServiceException;
import com.aliyun.mq.http.model.Message;
import com.aliyun.mq.http.model.TopicMessage;
import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's Java SDK, unchanged and as it is configured by default.
 */
final class VendorDriver implements Driver {

	private final MQClient client;

	private final @Nullable String instanceId;

	VendorDriver(Access access) {
		this.client = new MQClient(access.endpoint(), access.keyId(), access.secret());
		this.instanceId = access.instanceId();
	}

	@Override
	public PublishReceipt publish(String topic, OutboundMessage message) {
		// The group of a transactional producer is not sent when it publishes.
		MQProducer producer = message.isHalf() ? transactional(topic, "GID_unused")
				: this.client.getProducer(this.instanceId, topic);
		TopicMessage receipt = call(() -> producer.publishMessage(convert(message)));
		return new PublishReceipt(receipt.getMessageId(), receipt.getMessageBodyMD5(), receipt.getReceiptHandle(),
				receipt.getRequestId());
	}

	private static TopicMessage convert(OutboundMessage message) {
		TopicMessage converted = new TopicMessage(message.body().getBytes(StandardCharsets.UTF_8), message.tag());
		message.properties().forEach((name, value) -> converted.getProperties().put(name, value));
		if (message.key() != null) {
			converted.setMessageKey(message.key());
		}
		if (message.shardingKey() != null) {
			converted.setShardingKey(message.shardingKey());
		}
		if (message.deliverAt() != null) {
			converted.setStartDeliverTime(message.deliverAt().toEpochMilli());
		}
		if (message.immunityTime() != null) {
			converted.setTransCheckImmunityTime((int) message.immunityTime().toSeconds());
		}
		return converted;
	}

	@Override
	public List<ReceivedMessage> consume(ConsumeRequest request) {
		return messages(() -> consumer(request).consumeMessage(request.batchSize(), waitSeconds(request)));
	}

	@Override
	public List<ReceivedMessage> consumeOrderly(ConsumeRequest request) {
		return messages(() -> consumer(request).consumeMessageOrderly(request.batchSize(), waitSeconds(request)));
	}

	@Override
	public List<ReceivedMessage> consumeHalf(ConsumeRequest request) {
		return messages(() -> transactional(request.topic(), request.consumerGroup())
			.consumeHalfMessage(request.batchSize(), waitSeconds(request)));
	}

	@Override
	public void acknowledge(String topic, String consumerGroup, List<String> handles) {
		run(() -> this.client.getConsumer(this.instanceId, topic, consumerGroup, null).ackMessage(handles));
	}

	@Override
	public void commit(String topic, String consumerGroup, String handle) {
		run(() -> transactional(topic, consumerGroup).commit(handle));
	}

	@Override
	public void rollback(String topic, String consumerGroup, String handle) {
		run(() -> transactional(topic, consumerGroup).rollback(handle));
	}

	private MQTransProducer transactional(String topic, String consumerGroup) {
		return this.client.getTransProducer(this.instanceId, topic, consumerGroup);
	}

	private MQConsumer consumer(ConsumeRequest request) {
		return this.client.getConsumer(this.instanceId, request.topic(), request.consumerGroup(), request.tag());
	}

	private static int waitSeconds(ConsumeRequest request) {
		return (int) request.waitTime().toSeconds();
	}

	// The SDK answers null for "no message".
	private static List<ReceivedMessage> messages(Supplier<@Nullable List<Message>> poll) {
		List<ReceivedMessage> converted = new ArrayList<>();
		List<Message> messages = call(poll);
		if (messages != null) {
			messages.forEach((message) -> converted.add(convert(message)));
		}
		return converted;
	}

	private static ReceivedMessage convert(Message message) {
		return new ReceivedMessage(message.getMessageId(), message.getReceiptHandle(),
				new String(message.getMessageBodyBytes(), StandardCharsets.UTF_8), message.getMessageBodyMD5(),
				message.getMessageTag(), Instant.ofEpochMilli(message.getPublishTime()),
				Instant.ofEpochMilli(message.getFirstConsumeTime()), Instant.ofEpochMilli(message.getNextConsumeTime()),
				message.getConsumedTimes(), new TreeMap<>(message.getProperties()));
	}

	private static void run(Runnable operation) {
		call(() -> {
			operation.run();
			return true;
		});
	}

	private static <T extends @Nullable Object> T call(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (AckMessageException ex) {
			List<Failure> failures = new ArrayList<>();
			ex.getErrorMessages()
				.forEach((handle, failure) -> failures
					.add(new Failure(handle, failure.getErrorCode(), failure.getErrorMessage())));
			throw Refusal.ofHandles(ex, ex.getRequestId(), failures);
		}
		catch (ServiceException ex) {
			throw Refusal.ofRequest(ex, ex.getErrorCode(), ex.getRequestId(), ex.getHostId());
		}
	}

	@Override
	public void close() {
		this.client.close();
	}

}
