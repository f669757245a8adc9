package io.github.rocketmqhttp.broker.conformance;

import java.util.List;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Produces with one library and consumes with another. Half messages are checked by the
 * consuming one and decided by the producing one.
 */
final class MixedDriver implements Driver {

	private final Driver producer;

	private final Driver consumer;

	MixedDriver(Driver producer, Driver consumer) {
		this.producer = producer;
		this.consumer = consumer;
	}

	@Override
	public PublishReceipt publish(String topic, OutboundMessage message) {
		return this.producer.publish(topic, message);
	}

	@Override
	public List<ReceivedMessage> consume(ConsumeRequest request) {
		return this.consumer.consume(request);
	}

	@Override
	public List<ReceivedMessage> consumeOrderly(ConsumeRequest request) {
		return this.consumer.consumeOrderly(request);
	}

	@Override
	public List<ReceivedMessage> consumeHalf(ConsumeRequest request) {
		return this.consumer.consumeHalf(request);
	}

	@Override
	public void acknowledge(String topic, String consumerGroup, List<String> handles) {
		this.consumer.acknowledge(topic, consumerGroup, handles);
	}

	@Override
	public void commit(String topic, String consumerGroup, String handle) {
		this.producer.commit(topic, consumerGroup, handle);
	}

	@Override
	public void rollback(String topic, String consumerGroup, String handle) {
		this.producer.rollback(topic, consumerGroup, handle);
	}

	@Override
	public void close() {
		this.producer.close();
		this.consumer.close();
	}

}
