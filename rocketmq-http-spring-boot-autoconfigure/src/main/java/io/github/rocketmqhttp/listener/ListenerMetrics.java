package io.github.rocketmqhttp.listener;

import java.time.Instant;

/**
 * Measures how late listeners are. Called by the threads that call their methods: it must
 * be quick, and must not throw.
 */
@FunctionalInterface
public interface ListenerMetrics {

	/** Measures nothing. */
	ListenerMetrics NONE = (listenerId, topic, consumerGroup, due) -> {
	};

	/**
	 * A listener begins to handle a message, for the first time or again.
	 * @param listenerId id of the listener
	 * @param topic where the message comes from
	 * @param consumerGroup the group that got it
	 * @param due when it could have been delivered: its publish time, or the later
	 * delivery time that it was published with
	 */
	void begins(String listenerId, String topic, String consumerGroup, Instant due);

}
