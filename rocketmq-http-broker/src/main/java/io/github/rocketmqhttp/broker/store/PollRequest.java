package io.github.rocketmqhttp.broker.store;

import java.time.Duration;

/**
 * One poll of one consumer group.
 *
 * @param topic where from
 * @param consumerGroup on whose behalf
 * @param kind what it wants
 * @param filter which tags; not looked at when polling for half messages
 * @param batchSize most messages of the answer
 * @param waitTime how long, in real time, to wait when there is nothing; zero for not at
 * all
 */
public record PollRequest(TopicId topic, String consumerGroup, Kind kind, TagFilter filter, int batchSize,
		Duration waitTime) {

	/**
	 * Checks the group's name.
	 * @throws RefusedException if it is no name
	 */
	public PollRequest {
		TopicId.requireName("consumer group", consumerGroup, consumerGroup);
	}

	/**
	 * What a poll wants.
	 */
	public enum Kind {

		/** Messages, each for itself. */
		UNORDERED,

		/** Messages in order of their sharding keys. */
		ORDERED,

		/** Half messages that want a decision. */
		HALF

	}

}
