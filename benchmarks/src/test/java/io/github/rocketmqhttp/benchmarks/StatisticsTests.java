package io.github.rocketmqhttp.benchmarks;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Statistics}.
 */
class StatisticsTests {

	@Test
	void theMedianOfAnOddNumberIsTheMiddleOne() {
		assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
	}

	@Test
	void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
		assertThat(Statistics.median(8, 1, 2, 4)).isEqualTo(3);
	}

	@Test
	void theMedianLeavesItsValuesInOrder() {
		double[] values = { 3, 1, 2 };
		Statistics.median(values);
		assertThat(values).containsExactly(3, 1, 2);
	}

	@Test
	void thePercentileIsTheNearestRank() {
		int[] oneToThousand = IntStream.rangeClosed(1, 1000).toArray();
		assertThat(Statistics.percentile(oneToThousand, 50)).isEqualTo(500);
		assertThat(Statistics.percentile(oneToThousand, 99)).isEqualTo(990);
		assertThat(Statistics.percentile(oneToThousand, 100)).isEqualTo(1000);
	}

	@Test
	void thePercentileOfFewValuesIsOneOfThem() {
		assertThat(Statistics.percentile(new int[] { 7 }, 1)).isEqualTo(7);
		assertThat(Statistics.percentile(new int[] { 10, 20, 30 }, 50)).isEqualTo(20);
		assertThat(Statistics.percentile(new int[] { 10, 20, 30 }, 99)).isEqualTo(30);
	}

	@Test
	void nothingHasNoMedianAndNoPercentile() {
		assertThatIllegalArgumentException().isThrownBy(Statistics::median);
		assertThatIllegalArgumentException().isThrownBy(() -> Statistics.percentile(new int[0], 50));
	}

}
