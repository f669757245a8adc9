package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which transaction ids are made, and which are believed.
 */
class TransactionIdsTests {

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	@Test
	void whatIsMadeIsPlausibleOnEveryMachineWhoseClockIsRoughlyRight() {
		for (int i = 0; i < 1000; i++) {
			String id = TransactionIds.next(NOW);
			assertThat(TransactionIds.isPlausible(id, NOW)).as(id).isTrue();
			assertThat(id).isGreaterThanOrEqualTo(TransactionIds.lowerBound(NOW))
				.isLessThan(TransactionIds.lowerBound(NOW.plusMillis(1)));
			assertThat(TransactionIds.isPlausible(id, NOW.minus(Duration.ofDays(399)))).isTrue();
			assertThat(TransactionIds.isPlausible(id, NOW.plus(Duration.ofDays(10_000)))).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "t-1", "zzzz", "identity", "ffffffff-ffff-7fff-bfff-ffffffffffff",
			"019a9f00-0000-4000-8000-000000000001", "019a9f00-0000-7000-c000-000000000001",
			"019A9F00-0000-7000-8000-000000000001", "019a9f00-0000-7000-8000-00000000000ä",
			"019a9f00-0000-7000-8000-0000000000011", "019a9f00-0000-7000-8000-000000000001\n",
			"00000000-0000-7000-8000-000000000000" })
	void whatIsNotMadeLikeThisIsNotBelieved(String id) {
		assertThat(TransactionIds.isPlausible(id, NOW)).isFalse();
	}

	@Test
	void anIdOfAnImpossibleTimeIsNotBelieved() {
		Instant earliest = Instant.parse("2025-01-01T00:00:00Z");
		assertThat(isPlausible(earliest)).isTrue();
		assertThat(isPlausible(earliest.minusMillis(1))).isFalse();
		assertThat(isPlausible(NOW.plus(Duration.ofDays(400)))).isTrue();
		assertThat(isPlausible(NOW.plus(Duration.ofDays(400)).plusMillis(1))).isFalse();
	}

	@Test
	void noTransactionBeginsUnderAnIdThatTheBrokerHasStoppedAskingAbout() {
		String id = TransactionIds.next(NOW);
		assertThat(TransactionIds.isFresh(id, NOW.plus(Duration.ofHours(24)))).isTrue();
		assertThat(TransactionIds.isFresh(id, NOW.plus(Duration.ofHours(24)).plusMillis(1))).isFalse();
	}

	private static boolean isPlausible(Instant made) {
		return TransactionIds.isPlausible(TransactionIds.lowerBound(made).substring(0, 19) + "8000-000000000000", NOW);
	}

	/** A machine without a battery, before NTP. */
	@Test
	void aClockThatStandsAtItsBeginningMakesNoIds() {
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> TransactionIds.next(Instant.EPOCH))
			.withMessageContaining("The clock of this machine shows 1970-01-01T00:00:00Z")
			.withMessageContaining("Set the clock");
	}

}
