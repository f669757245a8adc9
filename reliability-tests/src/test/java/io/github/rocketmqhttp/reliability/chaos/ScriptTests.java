package io.github.rocketmqhttp.reliability.chaos;

import java.util.List;
import java.util.stream.IntStream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScriptTests {

	private static final int MANY = 10_000;

	@Test
	void theSeedDecidesWhatATransactionDoes() {
		assertThat(scripts(1)).isEqualTo(scripts(1)).isNotEqualTo(scripts(2));
	}

	@Test
	void oneInFiveIsABusinessFailure() {
		assertThat(scripts(1).stream().filter((script) -> script.ending() != Ending.RETURNS).count())
			.isCloseTo(MANY / 5, Percentage.withPercentage(10));
	}

	@Test
	void everyShapeMeetsEveryEndingAndEveryHold() {
		assertThat(scripts(1).stream().map((script) -> script.shape() + " " + script.ending()).distinct())
			.hasSize(Shape.values().length * Ending.values().length);
		assertThat(scripts(1).stream().map(Script::hold).distinct()).containsExactlyInAnyOrder(Hold.values());
	}

	@Test
	void transactionsWithAHalfMessageStandStillWhateverTheSeed() {
		for (int seed = 0; seed < 100; seed++) {
			assertThat(scripts(seed).stream().limit(150).filter((script) -> script.hold() != Hold.NONE)).hasSize(10)
				.noneMatch((script) -> script.shape() == Shape.LATE);
		}
	}

	private static List<Script> scripts(long seed) {
		return IntStream.rangeClosed(1, MANY).mapToObj((number) -> Script.of(seed, number)).toList();
	}

}
