package io.github.rocketmqhttp.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * Something about a message that exists already, and whose properties say which trace it
 * belongs to.
 */
public abstract sealed class MessageContext extends ReceiverContext<Map<String, String>>
		permits DecisionContext, BackCheckContext, ListenerContext {

	private final String topic;

	private final String consumerGroup;

	private final String messageId;

	MessageContext(String topic, String consumerGroup, String messageId, Map<String, String> properties, Kind kind) {
		super((carrier, name) -> carrier.get(name), kind);
		this.topic = topic;
		this.consumerGroup = consumerGroup;
		this.messageId = messageId;
		setCarrier(properties);
		setRemoteServiceName(Values.SYSTEM);
	}

	/**
	 * The topic of the message.
	 * @return the topic
	 */
	public final String getTopic() {
		return this.topic;
	}

	/**
	 * On whose behalf.
	 * @return the consumer group
	 */
	public final String getConsumerGroup() {
		return this.consumerGroup;
	}

	/**
	 * Which message; several are separated by commas.
	 * @return the id
	 */
	public final String getMessageId() {
		return this.messageId;
	}

}
