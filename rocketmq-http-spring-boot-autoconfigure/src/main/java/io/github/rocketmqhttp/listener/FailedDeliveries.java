package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens to a message whose delivery failed: one warning, then redelivery
 * after its invisible time. The one place for it.
 */
final class FailedDeliveries {

	private static final Logger logger = LoggerFactory.getLogger(FailedDeliveries.class);

	private final String listenerId;

	private final ConsumeRequest source;

	FailedDeliveries(String listenerId, ConsumeRequest source) {
		this.listenerId = listenerId;
		this.source = source;
	}

	/**
	 * Notes a failure.
	 * @param message the delivery
	 * @param failure what the method threw, or why it could not be called
	 */
	void failed(ReceivedMessage message, Throwable failure) {
		if (failure instanceof RocketMqHttpException || failure instanceof ArgumentException) {
			// The stack would only show our own resolvers.
			logger.warn("Listener {} failed on message {} of topic {}, group {}, delivery {}; it comes back at {}: {}",
					this.listenerId, message.messageId(), this.source.topic(), this.source.consumerGroup(),
					message.consumedTimes(), message.invisibleUntil(), failure.getMessage());
		}
		else {
			logger.warn("Listener {} failed on message {} of topic {}, group {}, delivery {}; it comes back at {}",
					this.listenerId, message.messageId(), this.source.topic(), this.source.consumerGroup(),
					message.consumedTimes(), message.invisibleUntil(), failure);
		}
	}

}
