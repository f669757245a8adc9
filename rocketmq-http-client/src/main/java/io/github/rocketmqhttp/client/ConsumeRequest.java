package io.github.rocketmqhttp.client;

import java.time.Duration;

import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

/**
 * One poll.
 *
 * @param topic where from
 * @param consumerGroup on whose behalf
 * @param tag filter, several joined by {@code ||}; {@code null} or {@code *} for
 * everything; not allowed when polling for half messages
 * @param batchSize most messages of the answer, 1 to 16
 * @param waitTime how long the broker holds an empty poll open, whole seconds from 0 to
 * 30
 */
public record ConsumeRequest(String topic, String consumerGroup, @Nullable String tag, int batchSize,
		Duration waitTime) {

	/**
	 * Checks.
	 * @throws IllegalArgumentException if a component is outside its range
	 */
	public ConsumeRequest {
		ProtocolLimits.requireName("topic", topic);
		ProtocolLimits.requireName("consumer group", consumerGroup);
		ProtocolLimits.requireBatchSize(batchSize);
		ProtocolLimits.requireWaitTime(waitTime);
		if (tag != null && tag.isBlank()) {
			tag = null;
		}
	}

	/**
	 * A poll for one message of any tag that does not wait.
	 * @param topic where from
	 * @param consumerGroup on whose behalf
	 * @return the poll
	 */
	public static ConsumeRequest of(String topic, String consumerGroup) {
		return new ConsumeRequest(topic, consumerGroup, null, 1, Duration.ZERO);
	}

	/**
	 * The same poll with a filter.
	 * @param tag filter, several joined by {@code ||}, or {@code null} for everything
	 * @return the poll
	 */
	public ConsumeRequest withTag(@Nullable String tag) {
		return new ConsumeRequest(this.topic, this.consumerGroup, tag, this.batchSize, this.waitTime);
	}

	/**
	 * The same poll for up to so many messages.
	 * @param batchSize most messages of the answer, 1 to 16
	 * @return the poll
	 */
	public ConsumeRequest withBatchSize(int batchSize) {
		return new ConsumeRequest(this.topic, this.consumerGroup, this.tag, batchSize, this.waitTime);
	}

	/**
	 * The same poll, held open when there is nothing.
	 * @param waitTime how long, whole seconds from 0 to 30
	 * @return the poll
	 */
	public ConsumeRequest withWaitTime(Duration waitTime) {
		return new ConsumeRequest(this.topic, this.consumerGroup, this.tag, this.batchSize, waitTime);
	}

}
