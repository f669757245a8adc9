package io.github.rocketmqhttp.benchmarks;

import java.util.Arrays;

/**
 * The few figures that samples are reduced to.
 */
final class Statistics {

	private Statistics() {
	}

	/**
	 * Finds the middle value, or the mean of the two middle ones.
	 * @param values at least one, in any order; left as they are
	 * @return the median
	 */
	static double median(double... values) {
		requireSome(values.length);
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * Finds a percentile by the nearest rank: a value that was really measured, never one
	 * in between.
	 * @param sorted at least one value, ascending
	 * @param percent above 0, at most 100
	 * @return the smallest value that at least that share of all values does not exceed
	 */
	static int percentile(int[] sorted, double percent) {
		requireSome(sorted.length);
		int rank = (int) Math.ceil(percent * sorted.length / 100);
		return sorted[rank - 1];
	}

	private static void requireSome(int length) {
		if (length == 0) {
			throw new IllegalArgumentException("There is no value to reduce.");
		}
	}

}
