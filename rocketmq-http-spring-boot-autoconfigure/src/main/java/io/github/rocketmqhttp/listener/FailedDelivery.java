package io.github.rocketmqhttp.listener;

import java.util.List;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Messages that a listener did not handle, and why.
 *
 * @param listenerId id of the listener
 * @param topic where they came from
 * @param consumerGroup the group that got them
 * @param messages one message, or all that one call got
 * @param failure what the method threw, or why it could not be called
 * @param retryable whether another delivery may go better, as far as the failure tells:
 * not when the messages cannot be read, are not valid, or lack what the method asks for,
 * nor after an exception that is listed as not retryable
 */
public record FailedDelivery(String listenerId, String topic, String consumerGroup, List<ReceivedMessage> messages,
		Throwable failure, boolean retryable) {

	/**
	 * Copies the messages.
	 */
	public FailedDelivery {
		messages = List.copyOf(messages);
	}

	/**
	 * The same, judged anew.
	 */
	FailedDelivery retryable(boolean retryable) {
		return new FailedDelivery(this.listenerId, this.topic, this.consumerGroup, this.messages, this.failure,
				retryable);
	}

}
