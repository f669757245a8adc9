package io.github.rocketmqhttp.broker.store;

import java.util.List;

/**
 * How the messages of a topic ended, for assertions. Guarded by the topic's lock.
 */
final class TopicHistory {

	private final TopicId topic;

	private final History committed;

	private final History rolledBack;

	private final History deadLettered;

	TopicHistory(TopicId topic, MemoryBudget memory) {
		this.topic = topic;
		this.committed = new History(memory);
		this.rolledBack = new History(memory);
		this.deadLettered = new History(memory);
	}

	void committed(HalfMessage half) {
		this.committed.add(half.message(), half.checks(), "");
	}

	void rolledBack(HalfMessage half) {
		this.rolledBack.add(half.message(), half.checks(), "");
	}

	void deadLettered(PendingMessage message, String consumerGroup) {
		this.deadLettered.add(message.message(), message.consumedTimes(), consumerGroup);
	}

	List<MessageView> committed() {
		return views(this.committed);
	}

	List<MessageView> rolledBack() {
		return views(this.rolledBack);
	}

	List<MessageView> deadLettered() {
		return views(this.deadLettered);
	}

	void clear() {
		List.of(this.committed, this.rolledBack, this.deadLettered).forEach(History::clear);
	}

	private List<MessageView> views(History history) {
		return history.views((ended) -> MessageView.of(ended.message(), this.topic, ended.times(),
				ended.consumerGroup().isEmpty() ? null : ended.consumerGroup()));
	}

	/**
	 * Forgets the oldest ones.
	 * @return the freed bytes
	 */
	long reclaim(long bytes) {
		long freed = 0;
		for (History history : List.of(this.rolledBack, this.committed, this.deadLettered)) {
			while (freed < bytes) {
				long released = history.removeOldest();
				if (released == 0) {
					break;
				}
				freed += released;
			}
		}
		return freed;
	}

}
