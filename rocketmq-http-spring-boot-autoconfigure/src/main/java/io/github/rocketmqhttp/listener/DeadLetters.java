package io.github.rocketmqhttp.listener;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.AsyncRetry;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Publishes messages to a dead-letter topic, with the reason.
 */
final class DeadLetters {

	private final RocketMqHttpClient client;

	private final String topic;

	private final AsyncRetry retry = new AsyncRetry(RetrySettings.DEFAULTS);

	DeadLetters(RocketMqHttpClient client, String topic) {
		this.client = client;
		this.topic = topic;
	}

	String topic() {
		return this.topic;
	}

	/**
	 * Whether a message has come from the topic, as a dead letter of whoever listens
	 * there: it would go round in a circle.
	 */
	boolean hasBeenThere(ReceivedMessage message) {
		return this.topic.equals(message.userProperties().get(DeadLetterHeaders.TOPIC));
	}

	/**
	 * Publishes a message, and waits for the broker's receipt.
	 * @return its new id
	 * @throws RuntimeException if the broker did not take it, or it cannot be sent at all
	 */
	String publish(FailedDelivery failed, ReceivedMessage message) {
		OutboundMessage letter = letter(failed, message);
		CompletableFuture<String> id = this.retry.call(() -> this.client.publishAsync(this.topic, letter))
			.thenApply((receipt) -> receipt.messageId());
		try {
			return id.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	private static OutboundMessage letter(FailedDelivery failed, ReceivedMessage message) {
		Map<String, String> properties = new LinkedHashMap<>(message.userProperties());
		properties.put(DeadLetterHeaders.TOPIC, failed.topic());
		properties.put(DeadLetterHeaders.CONSUMER_GROUP, failed.consumerGroup());
		properties.put(DeadLetterHeaders.MESSAGE_ID, message.messageId());
		properties.put(DeadLetterHeaders.LISTENER, failed.listenerId());
		properties.put(DeadLetterHeaders.REASON, failed.failure().getClass().getName());
		properties.put(DeadLetterHeaders.CONSUMED_TIMES, Integer.toString(message.consumedTimes()));
		return new OutboundMessage(message.receivedBody(), message.tag(), message.key(), null, null, null, properties);
	}

}
