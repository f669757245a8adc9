package io.github.rocketmqhttp.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Comparison}, its pairs, and how the {@link Report} prints them.
 */
class ComparisonTests {

	private final Results results = new Results();

	@Test
	void ratiosAreTakenRoundByRound() {
		// The machine halves its speed in the second round and doubles it in the third.
		addAll(8, Contestant.OURS, 1000, 400, 4000);
		addAll(8, Contestant.VENDOR, 500, 250, 1000);
		// The quotient of the medians would be 2.
		assertThat(Comparison.PUBLISH_8.evaluate(this.results)).isEqualTo(new Comparison.Ratio(2.0, 1.6, 4.0));
		addAll(8, Contestant.VENDOR_TUNED, 1000, 250, 1000);
		assertThat(Comparison.PUBLISH_TUNED_8.evaluate(this.results)).isEqualTo(new Comparison.Ratio(1.6, 1.0, 4.0));
	}

	@Test
	void aSmallerLatencyIsTheBetterOne() {
		this.results.add(Contestant.OURS, 32, sample(1000, Duration.ofMillis(4)));
		this.results.add(Contestant.VENDOR, 32, sample(1000, Duration.ofMillis(6)));
		assertThat(Comparison.P99_32.evaluate(this.results)).isEqualTo(new Comparison.Ratio(1.5, 1.5, 1.5));
	}

	@Test
	void theFloorsAreTheOnesThatWereAgreed() {
		assertThat(Comparison.values()).extracting(Comparison::label, Comparison::floor)
			.containsExactly(tuple("publish_1", 1.8), tuple("publish_8", 2.1), tuple("publish_32", 2.2),
					tuple("publish_tuned_8", 1.7), tuple("publish_tuned_32", 1.5), tuple("publish_bare_32", 0.95),
					tuple("publish_raw_8", 0.5), tuple("p99_32", 1.0));
	}

	@Test
	void theReportPrintsOneRatioLineForEachComparison() {
		for (Contestant contestant : Contestant.values()) {
			int rate = (contestant == Contestant.OURS) ? 1999 : 1000;
			for (int threads : Workload.THREAD_COUNTS) {
				addAll(threads, contestant, rate, 2 * rate, rate);
			}
		}
		List<String> lines = report();
		assertThat(lines).filteredOn((line) -> line.startsWith("ratio "))
			.containsExactly("ratio publish_1 = 2.00 (min 2.00, max 2.00)",
					"ratio publish_8 = 2.00 (min 2.00, max 2.00)", "ratio publish_32 = 2.00 (min 2.00, max 2.00)",
					"ratio publish_tuned_8 = 2.00 (min 2.00, max 2.00)",
					"ratio publish_tuned_32 = 2.00 (min 2.00, max 2.00)",
					"ratio publish_bare_32 = 2.00 (min 2.00, max 2.00)",
					"ratio publish_raw_8 = 2.00 (min 2.00, max 2.00)", "ratio p99_32 = 1.00 (min 1.00, max 1.00)");
		// What rounds up to its floor has not reached it.
		assertThat(lines).anyMatch((line) -> line.matches("publish_32 +2\\.20 +2\\.00 +NO"))
			.anyMatch((line) -> line.matches("publish_1 +1\\.80 +2\\.00 +yes"));
	}

	private List<String> report() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new Report(this.results, new PrintStream(bytes, true, StandardCharsets.UTF_8)).print();
		return bytes.toString(StandardCharsets.UTF_8).lines().toList();
	}

	private void addAll(int threads, Contestant contestant, int... throughputs) {
		for (int throughput : throughputs) {
			this.results.add(contestant, threads, sample(throughput, Duration.ofMillis(1)));
		}
	}

	private static Sample sample(int operations, Duration p99) {
		return new Sample(operations, Duration.ofSeconds(1), Duration.ofMillis(1), p99, 1024, Duration.ofMillis(500),
				Duration.ofMillis(100), 3);
	}

}
