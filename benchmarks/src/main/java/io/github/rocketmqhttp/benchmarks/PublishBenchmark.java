package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures all contestants in turn, round by round, against one stub server.
 */
final class PublishBenchmark {

	private PublishBenchmark() {
	}

	/**
	 * Runs the benchmark. Exit code 0: it ran; 1: it failed; 2: bad arguments.
	 */
	public static void main(String[] arguments) {
		System.exit(run(arguments));
	}

	private static int run(String... arguments) {
		BenchmarkOptions options;
		try {
			options = BenchmarkOptions.parse(arguments);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("benchmarks: " + ex.getMessage());
			return 2;
		}
		if (options.help()) {
			System.out.println(BenchmarkOptions.USAGE);
			return 0;
		}
		try {
			new Report(measure(options), System.out).print();
			return 0;
		}
		catch (IOException ex) {
			System.err.println("benchmarks: " + ex.getMessage());
			return 1;
		}
	}

	private static Results measure(BenchmarkOptions options) throws IOException {
		Results results = new Results();
		List<Contestant> order = new ArrayList<>(List.of(Contestant.values()));
		try (Stage stage = Stage.open(bound(options))) {
			System.err.println("warm-up");
			for (Contestant contestant : order) {
				stage.warmUp(contestant);
			}
			Machine machine = new Machine(stage.cpu());
			for (int round = 1; round <= options.rounds(); round++) {
				System.err.println("round " + round + " of " + options.rounds());
				for (int threads : Workload.THREAD_COUNTS) {
					for (Contestant contestant : order) {
						results.add(contestant, threads, stage.measure(contestant, threads, options.measurement()));
					}
				}
				// Nobody always runs behind the same neighbour at the same place.
				Collections.rotate(order, 1);
			}
			System.out.println(machine.describe(stage.cpu()));
		}
		return results;
	}

	private static Duration bound(BenchmarkOptions options) {
		long measurements = (long) options.rounds() * Workload.THREAD_COUNTS.size() * Contestant.values().length;
		return options.measurement().plusSeconds(1).multipliedBy(measurements).plusMinutes(2);
	}

}
