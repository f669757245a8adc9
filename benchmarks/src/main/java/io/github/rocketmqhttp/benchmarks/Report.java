package io.github.rocketmqhttp.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Prints what a run found: a table of medians, the ratios, and the floors.
 */
final class Report {

	private final Results results;

	private final PrintStream out;

	Report(Results results, PrintStream out) {
		this.results = results;
		this.out = out;
	}

	/**
	 * Prints everything.
	 */
	void print() {
		line("%-22s %7s %10s %9s %9s %10s %8s %9s %8s", "client", "threads", "publish/s", "p50 us", "p99 us",
				"B/publish", "CPU us", "stub us", "own thr.");
		for (int threads : Workload.THREAD_COUNTS) {
			for (Contestant contestant : Contestant.values()) {
				printRow(contestant, threads);
			}
		}
		this.out.println();
		for (Comparison comparison : Comparison.values()) {
			Comparison.Ratio ratio = comparison.evaluate(this.results);
			line("ratio %s = %.2f (min %.2f, max %.2f)", comparison.label(), ratio.median(), ratio.min(), ratio.max());
		}
		this.out.println();
		line("%-17s %6s %7s  %s", "floor", "wanted", "median", "met");
		for (Comparison comparison : Comparison.values()) {
			double median = comparison.evaluate(this.results).median();
			line("%-17s %6.2f %7.2f  %s", comparison.label(), comparison.floor(), median,
					(median >= comparison.floor()) ? "yes" : "NO");
		}
	}

	private void printRow(Contestant contestant, int threads) {
		List<Sample> samples = this.results.samples(contestant, threads);
		line("%-22s %7d %10.0f %9.0f %9.0f %10.0f %8.1f %9.1f %8.0f", contestant.label(), threads,
				median(samples, Sample::throughput), micros(samples, Sample::p50), micros(samples, Sample::p99),
				median(samples, Sample::allocatedPerOperation), median(samples, Sample::cpuMicrosPerOperation),
				median(samples, Sample::stubCpuMicrosPerOperation), median(samples, Sample::extraThreads));
	}

	private static double micros(List<Sample> samples, Function<Sample, Duration> time) {
		return median(samples, (sample) -> time.apply(sample).toNanos() / 1e3);
	}

	private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
		return Statistics.median(samples.stream().mapToDouble(figure).toArray());
	}

	private void line(String format, Object... arguments) {
		this.out.println(String.format(Locale.ROOT, format, arguments));
	}

}
