package io.github.rocketmqhttp.reliability.chaos;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What was told, committed and delivered, side by side.
 *
 * @param seed of the scripts
 * @param ends how each transaction ended for its caller, see {@link Outcome}
 * @param orders the rows that are there
 * @param deliveries the different messages under each name
 */
record Ledger(long seed, Map<Integer, String> ends, Set<Integer> orders, Map<MessageName, Set<String>> deliveries) {

	/**
	 * The messages of committed transactions.
	 */
	SortedSet<MessageName> due() {
		return this.orders.stream()
			.flatMap((order) -> Script.of(this.seed, order).due().stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * What should have been delivered and was not.
	 */
	SortedSet<MessageName> lost() {
		SortedSet<MessageName> lost = due();
		lost.removeAll(this.deliveries.keySet());
		return lost;
	}

	/**
	 * What was delivered and should not have been.
	 */
	SortedSet<MessageName> undue() {
		SortedSet<MessageName> undue = new TreeSet<>(this.deliveries.keySet());
		undue.removeAll(due());
		return undue;
	}

	/**
	 * What was delivered as several messages.
	 */
	Map<MessageName, Set<String>> duplicates() {
		Map<MessageName, Set<String>> several = new TreeMap<>(this.deliveries);
		several.values().removeIf((messages) -> messages.size() == 1);
		return several;
	}

	/**
	 * The calls whose order is there although their caller was told otherwise, or the
	 * reverse.
	 */
	Map<Integer, String> wronglyTold() {
		return select((number) -> switch (outcome(number)) {
			case COMMITTED -> !this.orders.contains(number);
			case NOT_COMMITTED -> this.orders.contains(number);
			case UNKNOWN, FORBIDDEN -> false;
		});
	}

	/**
	 * The calls that ended as no call may.
	 */
	Map<Integer, String> forbidden() {
		return select((number) -> outcome(number) == Outcome.FORBIDDEN);
	}

	private Map<Integer, String> select(Predicate<Integer> predicate) {
		Map<Integer, String> selected = new TreeMap<>(this.ends);
		selected.keySet().removeIf(predicate.negate());
		return selected;
	}

	private Outcome outcome(int number) {
		return Outcome.of(Script.of(this.seed, number), this.ends.getOrDefault(number, Outcome.DIED));
	}

	/**
	 * Counts calls by what their callers may conclude.
	 */
	long count(Outcome outcome) {
		return this.ends.keySet().stream().filter((number) -> outcome(number) == outcome).count();
	}

	/**
	 * Counts calls by how they ended.
	 */
	Map<String, Long> countEnds() {
		return this.ends.values()
			.stream()
			.map((end) -> end.substring(end.lastIndexOf('.') + 1))
			.collect(Collectors.groupingBy((end) -> end, TreeMap::new, Collectors.counting()));
	}

}
