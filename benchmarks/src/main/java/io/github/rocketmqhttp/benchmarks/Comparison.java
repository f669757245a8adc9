package io.github.rocketmqhttp.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The ratios that must not fall below their floors. Above 1 means that this client is
 * better than the other one.
 */
enum Comparison {

	/** One thread, against the SDK as shipped. */
	PUBLISH_1(1, Contestant.VENDOR, 1.8),

	/** Eight threads, against the SDK as shipped. */
	PUBLISH_8(8, Contestant.VENDOR, 2.1),

	/** 32 threads, against the SDK as shipped. */
	PUBLISH_32(32, Contestant.VENDOR, 2.2),

	/** Eight threads, against the SDK at its best. */
	PUBLISH_TUNED_8(8, Contestant.VENDOR_TUNED, 1.7),

	/** 32 threads, against the SDK at its best. */
	PUBLISH_TUNED_32(32, Contestant.VENDOR_TUNED, 1.5),

	/** 32 threads, against the HTTP library alone. */
	PUBLISH_BARE_32(32, Contestant.BARE, 0.95),

	/** Eight threads, against the limit. */
	PUBLISH_RAW_8(8, Contestant.RAW, 0.5),

	/** The SDK's 99th percentile through this client's: the smaller one wins. */
	P99_32(32, Contestant.VENDOR, 1.0) {
		@Override
		double advantage(Sample ours, Sample theirs) {
			return (double) theirs.p99().toNanos() / ours.p99().toNanos();
		}
	};

	private final int threads;

	private final Contestant other;

	private final double floor;

	Comparison(int threads, Contestant other, double floor) {
		this.threads = threads;
		this.other = other;
		this.floor = floor;
	}

	/**
	 * Compares two samples of the same round.
	 */
	double advantage(Sample ours, Sample theirs) {
		return ours.throughput() / theirs.throughput();
	}

	/**
	 * Compares round by round, because the machine's speed drifts less within a round
	 * than between rounds.
	 */
	Ratio evaluate(Results results) {
		List<Sample> ours = results.samples(Contestant.OURS, this.threads);
		List<Sample> theirs = results.samples(this.other, this.threads);
		double[] ratios = new double[ours.size()];
		for (int round = 0; round < ratios.length; round++) {
			ratios[round] = advantage(ours.get(round), theirs.get(round));
		}
		return Ratio.of(ratios);
	}

	double floor() {
		return this.floor;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * A ratio over all rounds.
	 */
	record Ratio(double median, double min, double max) {

		static Ratio of(double... ratios) {
			return new Ratio(Statistics.median(ratios), Arrays.stream(ratios).min().orElseThrow(),
					Arrays.stream(ratios).max().orElseThrow());
		}

	}

}
