package io.github.rocketmqhttp.transaction;

import java.time.Duration;

import io.github.rocketmqhttp.transaction.InDoubtEntry.Origin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * What is kept as in doubt, and for how long.
 */
class InDoubtMessagesTests {

	private static final BackCheckEndpoint ORDERS = new BackCheckEndpoint("orders", "GID_orders");

	private static final BackCheckEndpoint AUDIT = new BackCheckEndpoint("audit", "GID_orders");

	private final SettableClock clock = new SettableClock();

	private final InDoubtMessages inDoubt = new InDoubtMessages(2, this.clock);

	@Test
	void aMessageAgesAndTheOldestComesFirst() {
		keep("young", ORDERS, Duration.ofMinutes(1));
		keep("old", ORDERS, Duration.ofHours(3));
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.inDoubt.list()).extracting(InDoubtMessage::messageId).containsExactly("old", "young");
		assertThat(this.inDoubt.oldestAge()).isEqualTo(Duration.ofHours(3).plusSeconds(5));
		assertThat(this.inDoubt.count()).isEqualTo(2);
		this.inDoubt.decided("old");
		assertThat(this.inDoubt.oldestAge()).isEqualTo(Duration.ofSeconds(65));
		this.inDoubt.decided("young");
		assertThat(this.inDoubt.oldestAge()).isZero();
	}

	@Test
	void aFurtherCheckReplacesWhatWasKnown() {
		keep("m", ORDERS, Duration.ofMinutes(1));
		this.clock.advance(Duration.ofMinutes(1));
		keep("m", ORDERS, Duration.ofHours(2));
		assertThat(this.inDoubt.count()).isOne();
		assertThat(this.inDoubt.oldestAge()).isEqualTo(Duration.ofHours(2));
	}

	@Test
	void whatFindsNoRoomIsOnlyCounted() {
		keep("m-1", ORDERS, Duration.ofHours(1));
		keep("m-2", ORDERS, Duration.ZERO);
		keep("m-3", ORDERS, Duration.ZERO);
		assertThat(this.inDoubt.list()).extracting(InDoubtMessage::messageId).containsExactly("m-1", "m-2");
		assertThat(this.inDoubt.overflow()).isOne();
		keep("m-2", ORDERS, Duration.ofMinutes(1));
		assertThat(this.inDoubt.overflow()).as("it has its room already").isOne();
		this.clock.advance(Duration.ofHours(23).plusMinutes(6));
		keep("m-3", ORDERS, Duration.ZERO);
		assertThat(this.inDoubt.list()).extracting(InDoubtMessage::messageId).containsExactly("m-2", "m-3");
		assertThat(this.inDoubt.overflow()).isOne();
	}

	@Test
	void whatTheBrokerMustHaveGivenUpIsForgotten() {
		keep("m", ORDERS, Duration.ofHours(24));
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.inDoubt.count()).isOne();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.inDoubt.count()).isZero();
		assertThat(this.inDoubt.find("m")).isEmpty();
	}

	@Test
	void whatTheBrokerAsksNoMoreAboutIsForgotten() {
		this.inDoubt.polled(ORDERS);
		keep("m", ORDERS, Duration.ZERO);
		pollFor(ORDERS, Duration.ofMinutes(10));
		assertThat(this.inDoubt.count()).isOne();
		pollFor(ORDERS, Duration.ofSeconds(30));
		assertThat(this.inDoubt.count()).isZero();
	}

	@Test
	void aCheckInBetweenKeepsIt() {
		this.inDoubt.polled(ORDERS);
		keep("m", ORDERS, Duration.ZERO);
		pollFor(ORDERS, Duration.ofMinutes(9));
		keep("m", ORDERS, Duration.ofMinutes(9));
		pollFor(ORDERS, Duration.ofMinutes(9));
		assertThat(this.inDoubt.count()).isOne();
	}

	@Test
	void anOutageOfTheBrokerForgetsNothing() {
		this.inDoubt.polled(ORDERS);
		keep("m", ORDERS, Duration.ZERO);
		this.clock.advance(Duration.ofHours(5));
		this.inDoubt.polled(ORDERS);
		assertThat(this.inDoubt.count()).isOne();
		assertThat(this.inDoubt.oldestAge()).isEqualTo(Duration.ofHours(5));
		pollFor(ORDERS, Duration.ofMinutes(9));
		assertThat(this.inDoubt.count()).as("the outage counts as one minute").isOne();
		pollFor(ORDERS, Duration.ofMinutes(1));
		assertThat(this.inDoubt.count()).isZero();
	}

	@Test
	void pollsOfAnotherTopicForgetNothing() {
		this.inDoubt.polled(AUDIT);
		keep("m", ORDERS, Duration.ZERO);
		pollFor(AUDIT, Duration.ofHours(2));
		assertThat(this.inDoubt.count()).isOne();
	}

	@Test
	void anOperatorsDecisionOutlivesFurtherChecksAndGoesWithTheMessage() {
		assertThat(this.inDoubt.decide("m", TransactionResolution.COMMIT)).isFalse();
		keep("m", ORDERS, Duration.ZERO);
		assertThat(this.inDoubt.decision(ORDERS, "m")).isNull();
		assertThat(this.inDoubt.decide("m", TransactionResolution.COMMIT)).isTrue();
		keep("m", ORDERS, Duration.ofSeconds(10));
		assertThat(this.inDoubt.decision(ORDERS, "m")).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.inDoubt.list().get(0).decision()).isEqualTo(TransactionResolution.COMMIT);
		this.inDoubt.decided("m");
		keep("m", ORDERS, Duration.ofSeconds(20));
		assertThat(this.inDoubt.decision(ORDERS, "m")).isNull();
	}

	@Test
	void aHandleIsGoodAsLongAsItLives() {
		InDoubtEntry.Sighting sighting = this.inDoubt.sighting(Duration.ZERO, 1, "handle-1", Duration.ofSeconds(10));
		assertThat(this.inDoubt.isAlive(sighting)).isTrue();
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(this.inDoubt.isAlive(sighting)).isFalse();
		assertThat(sighting.toString()).doesNotContain("handle-1");
	}

	@Test
	void aFullListCostsNoMoreThanAnEmptyOne() {
		InDoubtMessages full = new InDoubtMessages(10_000, this.clock);
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
			for (int i = 0; i < 100_000; i++) {
				String messageId = "m-" + i;
				full.keep(entry(full, messageId, ORDERS, Duration.ofSeconds(i % 1000)));
				full.decision(ORDERS, messageId);
				full.count();
				full.oldestAge();
			}
		});
		assertThat(full.count()).isEqualTo(10_000);
		assertThat(full.overflow()).isEqualTo(90_000);
		assertThat(full.list()).hasSize(10_000);
	}

	@Test
	void whatHasMovedToAnotherTopicIsForgottenWithThat() {
		this.inDoubt.polled(ORDERS);
		this.inDoubt.polled(AUDIT);
		keep("m", ORDERS, Duration.ZERO);
		keep("m", AUDIT, Duration.ZERO);
		pollFor(ORDERS, Duration.ofMinutes(11));
		assertThat(this.inDoubt.count()).isOne();
		pollFor(AUDIT, Duration.ofMinutes(11));
		assertThat(this.inDoubt.count()).isZero();
		assertThat(this.inDoubt.oldestAge()).isZero();
	}

	private void keep(String messageId, BackCheckEndpoint endpoint, Duration age) {
		this.inDoubt.keep(entry(this.inDoubt, messageId, endpoint, age));
	}

	private static InDoubtEntry entry(InDoubtMessages inDoubt, String messageId, BackCheckEndpoint endpoint,
			Duration age) {
		return new InDoubtEntry(messageId, endpoint, new Origin("t", "1", null),
				inDoubt.sighting(age, 1, "h", Duration.ofSeconds(10)), BackCheckAnswer.unknown(AnswerReason.HANDLER),
				null);
	}

	private void pollFor(BackCheckEndpoint endpoint, Duration time) {
		for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(30)) {
			this.clock.advance(Duration.ofSeconds(30));
			this.inDoubt.polled(endpoint);
		}
	}

}
