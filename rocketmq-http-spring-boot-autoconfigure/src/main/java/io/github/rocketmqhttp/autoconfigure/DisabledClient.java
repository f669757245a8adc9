package io.github.rocketmqhttp.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.client.ConnectionUse;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.ServerStatus;
import io.github.rocketmqhttp.client.TlsSettings;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Stands where a client would stand, has no connection, and refuses every call.
 */
final class DisabledClient implements RocketMqHttpClient {

	@Override
	public PublishReceipt publish(String topic, OutboundMessage message) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<PublishReceipt> publishAsync(String topic, OutboundMessage message) {
		throw Disabled.failure();
	}

	@Override
	public PublishReceipt publishHalf(String topic, OutboundMessage message) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<PublishReceipt> publishHalfAsync(String topic, OutboundMessage message) {
		throw Disabled.failure();
	}

	@Override
	public List<ReceivedMessage> consume(ConsumeRequest request) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<List<ReceivedMessage>> consumeAsync(ConsumeRequest request) {
		throw Disabled.failure();
	}

	@Override
	public List<ReceivedMessage> consumeOrderly(ConsumeRequest request) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<List<ReceivedMessage>> consumeOrderlyAsync(ConsumeRequest request) {
		throw Disabled.failure();
	}

	@Override
	public List<ReceivedMessage> consumeHalf(ConsumeRequest request) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<List<ReceivedMessage>> consumeHalfAsync(ConsumeRequest request) {
		throw Disabled.failure();
	}

	@Override
	public void acknowledge(String topic, String consumerGroup, List<String> receiptHandles) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<Void> acknowledgeAsync(String topic, String consumerGroup, List<String> receiptHandles) {
		throw Disabled.failure();
	}

	@Override
	public void commit(String topic, String consumerGroup, String receiptHandle) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<Void> commitAsync(String topic, String consumerGroup, String receiptHandle) {
		throw Disabled.failure();
	}

	@Override
	public void rollback(String topic, String consumerGroup, String receiptHandle) {
		throw Disabled.failure();
	}

	@Override
	public CompletableFuture<Void> rollbackAsync(String topic, String consumerGroup, String receiptHandle) {
		throw Disabled.failure();
	}

	@Override
	public ServerStatus serverStatus() {
		return new ServerStatus(null, null, null, ServerStatus.Access.UNKNOWN, null);
	}

	@Override
	public ConnectionUse connectionUse() {
		return new ConnectionUse(ConnectionUse.Pool.NONE, ConnectionUse.Pool.NONE);
	}

	@Override
	public void replaceTls(TlsSettings tls) {
		// There is no connection that it could be for.
	}

	@Override
	public void close() {
		// There is nothing to close.
	}

}
