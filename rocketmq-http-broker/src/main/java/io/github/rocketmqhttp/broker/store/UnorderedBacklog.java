package io.github.rocketmqhttp.broker.store;

import java.util.ArrayList;
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
	public List<PendingMessage> take(TagFilter filter, int max, Supplier<@Nullable PendingMessage> log,
			Consumer<PendingMessage> passed) {
		List<PendingMessage> taken = new ArrayList<>(Math.min(max, 16));
		while (taken.size() < max) {
			PendingMessage next = this.ready.poll(filter);
			if (next == null) {
				break;
			}
			taken.add(next);
		}
		while (taken.size() < max) {
			PendingMessage next = log.get();
			if (next == null) {
				break;
			}
			if (filter.accepts(next.message().tag())) {
				taken.add(next);
			}
			else {
				passed.accept(next);
			}
		}
		return taken;
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
