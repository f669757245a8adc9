package io.github.rocketmqhttp.polling;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Since when polls have failed.
 */
class FailureStreakTests {

	private final FailureStreak failures = new FailureStreak("loop-1",
			new FixedBackOff(1, FixedBackOff.UNLIMITED_ATTEMPTS), MissingTopicPolicy.WARN);

	@Test
	void failuresCountFromTheBeginningOfTheFirstPollThatFailed() {
		this.failures.next(new IllegalStateException("no answer came in time"), ago(Duration.ofSeconds(50)));
		this.failures.next(new IllegalStateException("no answer came in time"), ago(Duration.ofSeconds(1)));
		PollingStatus status = this.failures.status(PollingState.BACKING_OFF, true, ago(Duration.ZERO));
		assertThat(status.failingFor()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(100));
	}

	/**
	 * Whatever holds it, and whether or not it will end.
	 */
	@ParameterizedTest
	@CsvSource({ "PT100S, false", "PT121S, true", "PT1H, true" })
	void aPollThatDoesNotEndHasFailedSinceItsBeginning(Duration underWay, boolean failing) {
		this.failures.end();
		PollingStatus status = this.failures.status(PollingState.RUNNING, true, ago(underWay));
		assertThat(status.isFailing()).isEqualTo(failing);
		if (failing) {
			assertThat(status.failure()).isEqualTo(PollFailure.TRANSIENT);
			assertThat(status.failingFor()).isBetween(underWay, underWay.plusSeconds(60));
		}
	}

	@Test
	void aPollThatEndsInTimeHasNotFailed() {
		assertThat(this.failures.status(PollingState.RUNNING, true, null).isFailing()).isFalse();
	}

	private static long ago(Duration duration) {
		return System.nanoTime() - duration.toNanos();
	}

}
