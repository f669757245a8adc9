package io.github.rocketmqhttp.benchmarks;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BenchmarkOptions}.
 */
class BenchmarkOptionsTests {

	@Test
	void quickIsTheDefault() {
		assertThat(BenchmarkOptions.parse()).isEqualTo(BenchmarkOptions.parse("--quick"))
			.isEqualTo(new BenchmarkOptions(7, Duration.ofMillis(1200), false));
	}

	@Test
	void roundsAndSecondsReplaceTheDefaults() {
		assertThat(BenchmarkOptions.parse("--seconds", "0.25", "--rounds", "9"))
			.isEqualTo(new BenchmarkOptions(9, Duration.ofMillis(250), false));
	}

	@Test
	void helpIsRecognisedBehindOtherOptions() {
		assertThat(BenchmarkOptions.parse("--rounds", "5", "--help").help()).isTrue();
	}

	@Test
	void theUsageNamesEveryOption() {
		assertThat(BenchmarkOptions.USAGE).contains("--quick", "--rounds", "--seconds", "--help");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--fast", "quick", "", "-h" })
	void anUnknownOptionIsNamedInOneLine(String option) {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--quick", option))
			.withMessage("Unknown option '" + option + "'; --help lists what there is.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "101", "-1", "2.5", "seven", "" })
	void roundsOutOfRangeAreRefusedWithTheirValue(String rounds) {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--rounds", rounds))
			.withMessage("--rounds needs a whole number from 1 to 100, not '" + rounds + "'.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.09", "60.1", "1e3", "1s" })
	void secondsOutOfRangeAreRefusedWithTheirValue(String seconds) {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--seconds", seconds))
			.withMessage("--seconds needs a number from 0.1 to 60, not '" + seconds + "'.");
	}

	@Test
	void aMissingValueIsReported() {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--seconds"))
			.withMessage("--seconds needs a number from 0.1 to 60, and there is none.");
	}

}
