package io.github.rocketmqhttp.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All samples, in the order of the rounds.
 */
final class Results {

	private final Map<Cell, List<Sample>> samples = new HashMap<>();

	void add(Contestant contestant, int threads, Sample sample) {
		this.samples.computeIfAbsent(new Cell(contestant, threads), (cell) -> new ArrayList<>()).add(sample);
	}

	/**
	 * Samples of one contestant at one number of threads, one for each round.
	 */
	List<Sample> samples(Contestant contestant, int threads) {
		return List.copyOf(this.samples.getOrDefault(new Cell(contestant, threads), List.of()));
	}

	private record Cell(Contestant contestant, int threads) {
	}

}
