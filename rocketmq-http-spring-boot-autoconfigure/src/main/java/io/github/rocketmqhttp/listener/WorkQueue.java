package io.github.rocketmqhttp.listener;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Work that waits for a worker, and the sharding keys that are being worked on: of each
 * key one piece at a time. Guarded by the lock of the workers.
 */
final class WorkQueue {

	private final Deque<Work> ready = new ArrayDeque<>();

	/** Keys that are ready or being worked on, with what comes next of each. */
	private final Map<String, Deque<Work>> keys = new HashMap<>();

	private int messages;

	/**
	 * Adds work. The broker delivers nothing further of a key before the earlier delivery
	 * is done or over: so new work of a key that is being worked on means that what waits
	 * of it has expired, and replaces it.
	 * @return how many messages were replaced
	 */
	int add(Work work) {
		this.messages += work.size();
		Deque<Work> next = (work.key() != null) ? this.keys.get(work.key()) : null;
		if (next != null) {
			int replaced = next.stream().mapToInt(Work::size).sum();
			this.messages -= replaced;
			next.clear();
			next.add(work);
			return replaced;
		}
		if (work.key() != null) {
			this.keys.put(work.key(), new ArrayDeque<>(1));
		}
		this.ready.add(work);
		return 0;
	}

	/**
	 * Takes the next work that may be done now.
	 */
	@Nullable Work poll() {
		return this.ready.poll();
	}

	/**
	 * Puts work back that could not be begun.
	 */
	void putBack(Work work) {
		this.ready.addFirst(work);
	}

	/**
	 * Ends work that {@link #poll()} gave out.
	 */
	void done(Work work) {
		this.messages -= work.size();
		if (work.key() == null) {
			return;
		}
		Deque<Work> waiting = this.keys.get(work.key());
		Work next = (waiting != null) ? waiting.poll() : null;
		if (next != null) {
			this.ready.add(next);
		}
		else {
			this.keys.remove(work.key());
		}
	}

	/**
	 * Drops what nobody has begun.
	 * @return how many messages that were
	 */
	int clear() {
		int dropped = 0;
		for (Deque<Work> next : this.keys.values()) {
			dropped += next.stream().mapToInt(Work::size).sum();
			next.clear();
		}
		for (Work work = this.ready.poll(); work != null; work = this.ready.poll()) {
			dropped += work.size();
			if (work.key() != null) {
				this.keys.remove(work.key());
			}
		}
		this.messages -= dropped;
		return dropped;
	}

	/**
	 * How many messages wait or are being worked on.
	 */
	int messages() {
		return this.messages;
	}

}
