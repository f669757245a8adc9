package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.util.List;

/**
 * One transaction with messages that this process has not finished: it runs, or its
 * outcome has not reached the broker yet.
 *
 * @param id the transaction id
 * @param state what is known of the local transaction
 * @param started when the call began
 * @param messages its half messages that are published and not decided
 */
public record InFlightTransaction(String id, State state, Instant started, List<Message> messages) {

	/**
	 * Copies the messages.
	 */
	public InFlightTransaction {
		messages = List.copyOf(messages);
	}

	/**
	 * What is known of the local transaction.
	 */
	public enum State {

		/** It has not ended, or not begun. Back-checks are left unanswered. */
		RUNNING,

		/** It committed; a back-check will commit what is not yet committed. */
		COMMITTED,

		/** It rolled back; a back-check will roll back what is not yet rolled back. */
		ROLLED_BACK,

		/** Its commit failed in a way that leaves both open; the next back-check asks. */
		IN_DOUBT

	}

	/**
	 * One half message.
	 *
	 * @param instance the instance of the service that has it; empty for the default one
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param messageId its id; it may change on commit
	 */
	public record Message(String instance, String topic, String consumerGroup, String messageId) {
	}

}
