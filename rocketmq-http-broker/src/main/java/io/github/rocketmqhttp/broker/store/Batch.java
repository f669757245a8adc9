package io.github.rocketmqhttp.broker.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages for one answer, bounded in number and in size. The message with which the
 * size is reached belongs to the batch, so that each message fits. Guarded by the topic's
 * lock.
 */
final class Batch {

	private final List<PendingMessage> messages;

	private final int max;

	private final long maxBytes;

	private long bytes;

	Batch(int max, long maxBytes) {
		this.messages = new ArrayList<>(Math.min(max, 16));
		this.max = max;
		this.maxBytes = maxBytes;
	}

	boolean isFull() {
		return this.messages.size() >= this.max || this.bytes >= this.maxBytes;
	}

	void add(PendingMessage message) {
		this.messages.add(message);
		this.bytes += message.message().size();
	}

	List<PendingMessage> messages() {
		return this.messages;
	}

}
