package io.github.rocketmqhttp.broker.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The newest messages that met some end, kept for assertions only: at most
 * {@value #MAX_SIZE}, and the first thing to go when memory is short. Guarded by the
 * topic's lock.
 */
final class History {

	static final int MAX_SIZE = 10_000;

	private final MemoryBudget memory;

	private final Deque<Ended> ended = new ArrayDeque<>();

	History(MemoryBudget memory) {
		this.memory = memory;
	}

	void add(StoredMessage message, int times, String consumerGroup) {
		if (this.ended.size() == MAX_SIZE) {
			removeOldest();
		}
		this.memory.reserve(message.size());
		this.ended.add(new Ended(message, times, consumerGroup));
	}

	/**
	 * Forgets the oldest one.
	 * @return the freed bytes, 0 when there was none
	 */
	long removeOldest() {
		Ended oldest = this.ended.poll();
		if (oldest == null) {
			return 0;
		}
		this.memory.release(oldest.message.size());
		return oldest.message.size();
	}

	void clear() {
		while (removeOldest() > 0) {
			// Memory is released one by one.
		}
	}

	List<MessageView> views(Function<Ended, MessageView> view) {
		return this.ended.stream().map(view).toList();
	}

	/**
	 * One of them.
	 *
	 * @param message the message
	 * @param times checks or deliveries that it had
	 * @param consumerGroup whose it was; empty for a half message
	 */
	record Ended(StoredMessage message, int times, String consumerGroup) {
	}

}
