package io.github.rocketmqhttp.broker.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Messages that may be delivered, oldest first, found by tag without a scan. Guarded by
 * the topic's lock.
 */
final class ReadyMessages {

	private final NavigableMap<Long, PendingMessage> all = new TreeMap<>();

	private final Map<String, NavigableMap<Long, PendingMessage>> byTag = new HashMap<>();

	void add(PendingMessage message) {
		this.all.put(message.offset(), message);
		String tag = message.message().tag();
		if (tag != null) {
			this.byTag.computeIfAbsent(tag, (key) -> new TreeMap<>()).put(message.offset(), message);
		}
	}

	/**
	 * Takes the oldest message that a filter accepts.
	 */
	@Nullable PendingMessage poll(TagFilter filter) {
		PendingMessage first = first(filter);
		if (first != null) {
			remove(first.offset());
		}
		return first;
	}

	private @Nullable PendingMessage first(TagFilter filter) {
		if (filter.tags().isEmpty()) {
			return this.all.isEmpty() ? null : this.all.firstEntry().getValue();
		}
		PendingMessage first = null;
		for (String tag : filter.tags()) {
			NavigableMap<Long, PendingMessage> tagged = this.byTag.get(tag);
			if (tagged != null) {
				PendingMessage candidate = tagged.firstEntry().getValue();
				if (first == null || candidate.offset() < first.offset()) {
					first = candidate;
				}
			}
		}
		return first;
	}

	/**
	 * Removes one message, if it is here.
	 */
	void remove(long offset) {
		PendingMessage removed = this.all.remove(offset);
		String tag = (removed != null) ? removed.message().tag() : null;
		if (tag != null) {
			this.byTag.computeIfPresent(tag, (key, tagged) -> {
				tagged.remove(offset);
				return tagged.isEmpty() ? null : tagged;
			});
		}
	}

	boolean isEmpty() {
		return this.all.isEmpty();
	}

	int size() {
		return this.all.size();
	}

	long firstOffset() {
		return this.all.firstKey();
	}

	List<PendingMessage> drain() {
		Collection<PendingMessage> values = this.all.values();
		List<PendingMessage> drained = new ArrayList<>(values);
		this.all.clear();
		this.byTag.clear();
		return drained;
	}

}
