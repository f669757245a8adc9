package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The consumable messages of a topic in the order in which they became so. Guarded by the
 * topic's lock.
 */
final class MessageLog {

	private final NavigableMap<Long, Entry> entries = new TreeMap<>();

	/** Entries that every group has finished with. */
	private final NavigableMap<Long, Entry> finished = new TreeMap<>();

	private long nextOffset;

	void append(StoredMessage message, Instant now) {
		long offset = this.nextOffset++;
		this.entries.put(offset, new Entry(offset, message, now));
	}

	/**
	 * The first entry behind an offset.
	 */
	@Nullable Entry after(long offset) {
		Map.Entry<Long, Entry> next = this.entries.higherEntry(offset);
		return (next != null) ? next.getValue() : null;
	}

	boolean holds(long offset) {
		return this.entries.containsKey(offset);
	}

	/**
	 * The newest messages, oldest of them first.
	 */
	List<StoredMessage> newest(int max) {
		List<StoredMessage> newest = new ArrayList<>(
				this.entries.descendingMap().values().stream().limit(max).map(Entry::message).toList());
		Collections.reverse(newest);
		return newest;
	}

	int countAfter(long offset) {
		return this.entries.tailMap(offset, false).size();
	}

	/**
	 * Notes that a group will not ask for an entry again.
	 * @param offset of the entry
	 * @param groups how many groups the topic has
	 */
	void finished(long offset, int groups) {
		Entry entry = this.entries.get(offset);
		if (entry != null && ++entry.finishedBy >= groups) {
			this.finished.put(offset, entry);
		}
	}

	/**
	 * Notes that a group has come that has seen nothing yet.
	 */
	void groupAdded() {
		this.finished.clear();
	}

	/**
	 * Removes the oldest entry with which every group has finished.
	 * @return the removed entry, or {@code null} when there is none
	 */
	@Nullable StoredMessage removeFinished() {
		Map.Entry<Long, Entry> oldest = this.finished.pollFirstEntry();
		if (oldest == null) {
			return null;
		}
		this.entries.remove(oldest.getKey());
		return oldest.getValue().message;
	}

	/**
	 * Removes what has been kept long enough.
	 */
	List<Entry> removeOlderThan(Duration retention, Instant now) {
		Map.Entry<Long, Entry> oldest = this.entries.firstEntry();
		if (oldest == null || oldest.getValue().since.plus(retention).isAfter(now)) {
			return List.of();
		}
		List<Entry> removed = new ArrayList<>();
		while (oldest != null && !oldest.getValue().since.plus(retention).isAfter(now)) {
			removed.add(oldest.getValue());
			this.entries.remove(oldest.getKey());
			this.finished.remove(oldest.getKey());
			oldest = this.entries.firstEntry();
		}
		return removed;
	}

	/**
	 * A message at its place.
	 */
	static final class Entry {

		private final long offset;

		private final StoredMessage message;

		private final Instant since;

		private int finishedBy;

		private Entry(long offset, StoredMessage message, Instant since) {
			this.offset = offset;
			this.message = message;
			this.since = since;
		}

		long offset() {
			return this.offset;
		}

		StoredMessage message() {
			return this.message;
		}

	}

}
