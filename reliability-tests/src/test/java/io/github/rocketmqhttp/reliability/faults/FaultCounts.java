package io.github.rocketmqhttp.reliability.faults;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often each fault happened, by kind of request or call. Its text is a line per kind.
 *
 * @param <S> the kinds of request or call
 * @param <F> the faults
 * @param counts of every kind; what never happened is absent from the inner map
 */
public record FaultCounts<S extends Enum<S>, F extends Enum<F>>(Map<S, Map<F, Long>> counts) {

	/**
	 * Copies the counts.
	 */
	public FaultCounts {
		Map<S, Map<F, Long>> copy = new LinkedHashMap<>();
		counts.forEach((kind, row) -> copy.put(kind, Collections.unmodifiableMap(new LinkedHashMap<>(row))));
		counts = Collections.unmodifiableMap(copy);
	}

	/**
	 * Counts one fault of one kind.
	 * @param kind of request or call
	 * @param fault the fault, or "nothing happens"
	 * @return how often
	 */
	public long of(S kind, F fault) {
		return this.counts.getOrDefault(kind, Map.of()).getOrDefault(fault, 0L);
	}

	/**
	 * Counts one fault over all kinds.
	 * @param fault the fault, or "nothing happens"
	 * @return how often
	 */
	public long of(F fault) {
		return this.counts.values().stream().mapToLong((row) -> row.getOrDefault(fault, 0L)).sum();
	}

	@Override
	public String toString() {
		return this.counts.entrySet()
			.stream()
			.filter((kind) -> !kind.getValue().isEmpty())
			.map((kind) -> kind.getKey() + ": " + kind.getValue())
			.collect(Collectors.joining(System.lineSeparator()));
	}

}
