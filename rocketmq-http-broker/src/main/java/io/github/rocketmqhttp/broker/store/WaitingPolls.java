package io.github.rocketmqhttp.broker.store;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The polls that wait for the same messages, longest waiting first. Polls with the same
 * wish stand in one row, so that a message that nobody wants is offered once per row, not
 * once per poll. Guarded by the topic's lock.
 */
final class WaitingPolls {

	private final Map<Wish, LinkedHashSet<WaitingPoll>> rows = new LinkedHashMap<>();

	private int size;

	void add(WaitingPoll poll) {
		if (this.rows.computeIfAbsent(Wish.of(poll), (wish) -> new LinkedHashSet<>()).add(poll)) {
			this.size++;
		}
	}

	boolean remove(WaitingPoll poll) {
		Wish wish = Wish.of(poll);
		Set<WaitingPoll> row = this.rows.get(wish);
		if (row == null || !row.remove(poll)) {
			return false;
		}
		this.size--;
		if (row.isEmpty()) {
			this.rows.remove(wish);
		}
		return true;
	}

	/**
	 * Removes all polls.
	 */
	List<WaitingPoll> drain() {
		List<WaitingPoll> all = this.rows.values().stream().flatMap(Set::stream).toList();
		this.rows.clear();
		this.size = 0;
		return all;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	/**
	 * Serves polls in the order of their arrival until nobody can be served.
	 * @param server answers a poll; {@code false} when there is nothing for it
	 */
	void serve(Predicate<WaitingPoll> server) {
		Set<Wish> unserved = new HashSet<>();
		WaitingPoll next = oldest(unserved);
		while (next != null) {
			if (server.test(next)) {
				remove(next);
			}
			else {
				unserved.add(Wish.of(next));
			}
			next = oldest(unserved);
		}
	}

	private @Nullable WaitingPoll oldest(Set<Wish> unserved) {
		WaitingPoll oldest = null;
		for (Map.Entry<Wish, LinkedHashSet<WaitingPoll>> row : this.rows.entrySet()) {
			WaitingPoll first = row.getValue().iterator().next();
			if ((oldest == null || first.arrival() < oldest.arrival()) && !unserved.contains(row.getKey())) {
				oldest = first;
			}
		}
		return oldest;
	}

	/**
	 * What makes two polls of one group alike.
	 */
	private record Wish(TagFilter filter, boolean ordered) {

		static Wish of(WaitingPoll poll) {
			return new Wish(poll.request().filter(), poll.request().kind() == PollRequest.Kind.ORDERED);
		}

	}

}
