package io.github.rocketmqhttp.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The process of one contestant: measures whenever it is told to and idles in between, so
 * that the contestants share neither compiled code nor heap.
 */
final class Worker {

	private Worker() {
	}

	/**
	 * Reads lines "threads duration" from standard input and answers each with a sample
	 * on standard output, until the input ends.
	 * @param arguments name of the contestant, address of the stub
	 * @throws Exception if the client fails; the exit code says so, and standard error
	 * why
	 */
	public static void main(String[] arguments) throws Exception {
		LoadGenerator generator = new LoadGenerator();
		BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		try (Publisher publisher = Contestant.valueOf(arguments[0]).connect(URI.create(arguments[1]))) {
			for (String order = orders.readLine(); order != null; order = orders.readLine()) {
				String[] parts = order.split(" ", -1);
				Sample sample = generator.run(publisher, Integer.parseInt(parts[0]), Duration.parse(parts[1]));
				System.out.println(sample.toLine());
			}
		}
	}

}
