package io.github.rocketmqhttp.listener;

import java.util.List;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Messages on their way to a listener.
 *
 * @param listenerId id of the listener
 * @param topic where they come from
 * @param consumerGroup the group that got them
 * @param messages one message, or all that one call gets
 */
public record ListenerDelivery(String listenerId, String topic, String consumerGroup, List<ReceivedMessage> messages) {

	/**
	 * Copies the messages.
	 */
	public ListenerDelivery {
		messages = List.copyOf(messages);
	}

}
