package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Messages in doubt by id, by age, and by when they were last heard of, so that nothing
 * has to look at all of them. Not safe for concurrent use.
 */
final class InDoubtIndex {

	private final Map<String, Kept> entries = new HashMap<>();

	private final TreeSet<Kept> oldestFirst = new TreeSet<>(
			Comparator.comparing(Kept::published).thenComparing((kept) -> kept.entry().messageId()));

	/** By endpoint; that which was heard of longest ago comes first. */
	private final Map<BackCheckEndpoint, Map<String, Kept>> silentFirst = new HashMap<>();

	int size() {
		return this.entries.size();
	}

	@Nullable InDoubtEntry get(String messageId) {
		Kept kept = this.entries.get(messageId);
		return (kept != null) ? kept.entry() : null;
	}

	/**
	 * All entries, the oldest first.
	 */
	Stream<InDoubtEntry> oldestFirst() {
		return this.oldestFirst.stream().map(Kept::entry);
	}

	/**
	 * Puts an entry in place of the message's last one.
	 * @param polledFor for how long its endpoint has been polled until now
	 */
	void put(InDoubtEntry entry, Duration polledFor) {
		remove(entry.messageId());
		add(Kept.of(entry, polledFor));
	}

	/**
	 * Changes an entry without having heard of its message.
	 */
	void replace(InDoubtEntry entry) {
		Kept before = this.entries.get(entry.messageId());
		if (before != null) {
			Kept after = Kept.of(entry, before.polledFor());
			this.oldestFirst.remove(before);
			this.oldestFirst.add(after);
			this.entries.put(entry.messageId(), after);
			heard(entry.endpoint()).put(entry.messageId(), after);
		}
	}

	private void add(Kept kept) {
		this.entries.put(kept.entry().messageId(), kept);
		this.oldestFirst.add(kept);
		heard(kept.entry().endpoint()).put(kept.entry().messageId(), kept);
	}

	private Map<String, Kept> heard(BackCheckEndpoint endpoint) {
		return this.silentFirst.computeIfAbsent(endpoint, (key) -> new LinkedHashMap<>());
	}

	void remove(String messageId) {
		Kept kept = this.entries.remove(messageId);
		if (kept != null) {
			this.oldestFirst.remove(kept);
			Map<String, Kept> heard = heard(kept.entry().endpoint());
			heard.remove(messageId);
			if (heard.isEmpty()) {
				this.silentFirst.remove(kept.entry().endpoint());
			}
		}
	}

	/**
	 * Removes what was published before an instant.
	 */
	void removePublishedBefore(Instant bound) {
		while (!this.oldestFirst.isEmpty() && this.oldestFirst.first().published().isBefore(bound)) {
			remove(this.oldestFirst.first().entry().messageId());
		}
	}

	/**
	 * Removes what an endpoint brought last before it had been polled for so long.
	 */
	void removeHeardBefore(BackCheckEndpoint endpoint, Duration polledFor) {
		Map<String, Kept> heard = this.silentFirst.get(endpoint);
		while (heard != null && !heard.isEmpty()) {
			Iterator<Kept> first = heard.values().iterator();
			Kept kept = first.next();
			if (kept.polledFor().compareTo(polledFor) >= 0) {
				return;
			}
			remove(kept.entry().messageId());
		}
	}

	/**
	 * An entry, and for how long its endpoint had been polled when it was last heard of.
	 */
	private record Kept(InDoubtEntry entry, Duration polledFor, Instant published) {

		static Kept of(InDoubtEntry entry, Duration polledFor) {
			return new Kept(entry, polledFor, entry.sighting().at().minus(entry.sighting().age()));
		}

	}

}
