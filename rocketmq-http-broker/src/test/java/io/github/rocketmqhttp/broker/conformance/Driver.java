package io.github.rocketmqhttp.broker.conformance;

import java.util.List;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * One client library, in the terms that both have in common. Every method throws
 * {@link Refusal} when the broker answers with an error; a poll without messages gives an
 * empty list.
 */
interface Driver extends AutoCloseable {

	PublishReceipt publish(String topic, OutboundMessage message);

	List<ReceivedMessage> consume(ConsumeRequest request);

	List<ReceivedMessage> consumeOrderly(ConsumeRequest request);

	List<ReceivedMessage> consumeHalf(ConsumeRequest request);

	void acknowledge(String topic, String consumerGroup, List<String> handles);

	void commit(String topic, String consumerGroup, String handle);

	void rollback(String topic, String consumerGroup, String handle);

	@Override
	void close();

}
