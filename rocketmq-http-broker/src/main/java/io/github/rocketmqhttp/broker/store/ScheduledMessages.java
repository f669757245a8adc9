package io.github.rocketmqhttp.broker.store;

import java.time.Instant;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * The messages of a topic whose time has not come. Guarded by the topic's lock.
 */
final class ScheduledMessages {

	private final Queue<ScheduledMessage> messages = new PriorityQueue<>();

	private long arrivals;

	void add(Instant deliverAt, StoredMessage message) {
		this.messages.add(new ScheduledMessage(deliverAt, this.arrivals++, message));
	}

	/**
	 * Removes the next message if its time has come.
	 */
	@Nullable StoredMessage removeDue(Instant now) {
		ScheduledMessage next = this.messages.peek();
		if (next == null || next.deliverAt().isAfter(now)) {
			return null;
		}
		this.messages.remove();
		return next.message();
	}

	/**
	 * When the next message is due.
	 */
	@Nullable Instant nextDelivery() {
		ScheduledMessage next = this.messages.peek();
		return (next != null) ? next.deliverAt() : null;
	}

	/**
	 * Removes all messages.
	 */
	List<StoredMessage> drain() {
		List<StoredMessage> all = all();
		this.messages.clear();
		return all;
	}

	/**
	 * All messages, the next one first.
	 */
	List<StoredMessage> all() {
		return this.messages.stream().sorted().map(ScheduledMessage::message).toList();
	}

}
