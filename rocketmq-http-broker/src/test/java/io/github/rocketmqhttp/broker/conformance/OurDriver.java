package io.github.rocketmqhttp.broker.conformance;

import java.util.List;
import java.util.function.Supplier;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * This project's client.
 */
final class OurDriver implements Driver {

	private final RocketMqHttpClient client;

	OurDriver(Access access) {
		this.client = RocketMqHttpClient.builder()
			.endpoint(access.endpoint())
			.instanceId(access.instanceId())
			.credentials(CredentialsProvider.fixed(Credentials.of(access.keyId(), access.secret())))
			.build();
	}

	@Override
	public PublishReceipt publish(String topic, OutboundMessage message) {
		return call(
				() -> message.isHalf() ? this.client.publishHalf(topic, message) : this.client.publish(topic, message));
	}

	@Override
	public List<ReceivedMessage> consume(ConsumeRequest request) {
		return call(() -> this.client.consume(request));
	}

	@Override
	public List<ReceivedMessage> consumeOrderly(ConsumeRequest request) {
		return call(() -> this.client.consumeOrderly(request));
	}

	@Override
	public List<ReceivedMessage> consumeHalf(ConsumeRequest request) {
		return call(() -> this.client.consumeHalf(request));
	}

	@Override
	public void acknowledge(String topic, String consumerGroup, List<String> handles) {
		run(() -> this.client.acknowledge(topic, consumerGroup, handles));
	}

	@Override
	public void commit(String topic, String consumerGroup, String handle) {
		run(() -> this.client.commit(topic, consumerGroup, handle));
	}

	@Override
	public void rollback(String topic, String consumerGroup, String handle) {
		run(() -> this.client.rollback(topic, consumerGroup, handle));
	}

	private static void run(Runnable operation) {
		call(() -> {
			operation.run();
			return true;
		});
	}

	private static <T> T call(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (AcknowledgeException ex) {
			throw Refusal.ofHandles(ex, ex.getRequestId(), ex.getFailures());
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
