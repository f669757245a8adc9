package io.github.rocketmqhttp.broker.store;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Every message for itself.
 */
final class UnorderedBacklog implements Backlog {

	private final ReadyMessages ready = new ReadyMessages();

	@Override
	public void take(TagFilter filter, Batch batch, Supplier<@Nullable PendingMessage> log,
			Consumer<PendingMessage> passed) {
		while (!batch.isFull()) {
			PendingMessage next = this.ready.poll(filter);
			if (next == null) {
				break;
			}
			batch.add(next);
		}
		while (!batch.isFull()) {
			PendingMessage next = log.get();
			if (next == null) {
				break;
			}
			if (filter.accepts(next.message().tag())) {
				batch.add(next);
			}
			else {
				passed.accept(next);
			}
		}
	}

	@Override
	public void giveBack(PendingMessage message) {
		this.ready.add(message);
	}

	@Override
	public void finish(PendingMessage message) {
		// Nothing waits for it.
	}

	@Override
	public void remove(StoredMessage message, long offset) {
		this.ready.remove(offset);
	}

	@Override
	public List<PendingMessage> drain() {
		return this.ready.drain();
	}

	@Override
	public int size() {
		return this.ready.size();
	}

}
