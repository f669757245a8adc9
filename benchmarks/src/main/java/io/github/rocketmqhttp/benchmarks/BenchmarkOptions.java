package io.github.rocketmqhttp.benchmarks;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * What the command line asks for.
 * <p>
 * Needs nothing but the JDK, so that {@code run.sh} can check its arguments from the
 * source file, before it builds anything.
 *
 * @param rounds how often each contestant is measured at each number of threads
 * @param measurement length of one measurement
 * @param help whether only the usage is wanted
 */
record BenchmarkOptions(int rounds, Duration measurement, boolean help) {

	static final String USAGE = """
			usage: benchmarks/run.sh [--quick] [--rounds N] [--seconds S]
			  --quick      7 rounds of 1.2 s for each client and number of threads, under 5 minutes (default)
			  --rounds N   rounds, 1 to 100; fewer than 5 say little
			  --seconds S  length of one measurement, 0.1 to 60
			  --help       this text""";

	private static final BenchmarkOptions QUICK = new BenchmarkOptions(7, Duration.ofMillis(1200), false);

	/**
	 * Reads the command line.
	 * @param arguments the arguments
	 * @return the options
	 * @throws IllegalArgumentException if an argument is unknown or out of range; its
	 * message is one line that names it
	 */
	static BenchmarkOptions parse(String... arguments) {
		BenchmarkOptions options = QUICK;
		Iterator<String> remaining = List.of(arguments).iterator();
		while (remaining.hasNext()) {
			String name = remaining.next();
			options = switch (name) {
				case "--quick" -> new BenchmarkOptions(QUICK.rounds, QUICK.measurement, options.help);
				case "--help" -> new BenchmarkOptions(options.rounds, options.measurement, true);
				case "--rounds" -> new BenchmarkOptions(rounds(remaining), options.measurement, options.help);
				case "--seconds" -> new BenchmarkOptions(options.rounds, seconds(remaining), options.help);
				default ->
					throw new IllegalArgumentException("Unknown option '" + name + "'; --help lists what there is.");
			};
		}
		return options;
	}

	private static int rounds(Iterator<String> remaining) {
		String text = value(remaining, "--rounds needs a whole number from 1 to 100");
		if (!text.matches("[1-9]\\d?|100")) {
			throw new IllegalArgumentException("--rounds needs a whole number from 1 to 100, not '" + text + "'.");
		}
		return Integer.parseInt(text);
	}

	private static Duration seconds(Iterator<String> remaining) {
		String text = value(remaining, "--seconds needs a number from 0.1 to 60");
		double seconds = text.matches("\\d{1,3}(\\.\\d{1,3})?") ? Double.parseDouble(text) : 0;
		if (seconds < 0.1 || seconds > 60) {
			throw new IllegalArgumentException("--seconds needs a number from 0.1 to 60, not '" + text + "'.");
		}
		return Duration.ofMillis(Math.round(1000 * seconds));
	}

	private static String value(Iterator<String> remaining, String expectation) {
		if (!remaining.hasNext()) {
			throw new IllegalArgumentException(expectation + ", and there is none.");
		}
		return remaining.next();
	}

	/**
	 * Checks the arguments, prints the usage if it is wanted, and does nothing else. Exit
	 * code 0: they are good; 2: they are not, and the reason stands on standard error.
	 */
	public static void main(String[] arguments) {
		try {
			if (parse(arguments).help()) {
				System.out.println(USAGE);
			}
		}
		catch (IllegalArgumentException ex) {
			System.err.println("benchmarks: " + ex.getMessage());
			System.exit(2);
		}
	}

}
