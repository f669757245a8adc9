package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BrokerPresenceTests {

	private static final PublishLimits LIMITS = new PublishLimits(Duration.ofSeconds(5), Duration.ofSeconds(2), 64, 3,
			Duration.ofSeconds(1));

	private final AtomicLong nanos = new AtomicLong(-5);

	private final AtomicReference<@Nullable Long> answered = new AtomicReference<>();

	private final BrokerPresence presence = presence(LIMITS);

	@Test
	void aBrokerIsAwayAfterSomeFailuresInARow() {
		fail(2);
		assertThat(this.presence.letThrough("call")).isTrue();
		assertThat(this.presence.awayFor()).isNull();
		fail(1);
		advance(Duration.ofMillis(500));
		assertThat(this.presence.letThrough("call")).isFalse();
		assertThat(this.presence.awayFor()).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void anAnswerInBetweenStartsTheCountAnew() {
		fail(2);
		this.presence.answered();
		fail(2);
		assertThat(this.presence.letThrough("call")).isTrue();
	}

	@Test
	void afterThePauseOneCallIsLetThroughAndItsAnswerEndsTheAbsence() {
		fail(3);
		advance(Duration.ofSeconds(1));
		assertThat(this.presence.letThrough("probe")).isTrue();
		assertThat(this.presence.letThrough("other")).isFalse();
		this.presence.answered();
		assertThat(this.presence.letThrough("other")).isTrue();
		assertThat(this.presence.awayFor()).isNull();
	}

	@Test
	void aProbeWithoutAnAnswerIsFollowedByAnotherPause() {
		fail(3);
		advance(Duration.ofSeconds(1));
		assertThat(this.presence.letThrough("probe")).isTrue();
		this.presence.unanswered("probe", this.nanos.get());
		assertThat(this.presence.letThrough("other")).isFalse();
		advance(Duration.ofSeconds(1));
		assertThat(this.presence.letThrough("other")).isTrue();
	}

	@Test
	void aProbeThatEndsWithoutSayingAnythingIsFollowedByTheNextCall() {
		fail(3);
		advance(Duration.ofSeconds(1));
		assertThat(this.presence.letThrough("probe")).isTrue();
		this.presence.undecided("probe");
		assertThat(this.presence.letThrough("other")).isTrue();
	}

	@Test
	void callsFromBeforeTheAbsenceThatFailLaterDoNotPutTheProbeOff() {
		fail(3);
		advance(Duration.ofSeconds(1));
		fail(2);
		assertThat(this.presence.letThrough("probe")).isTrue();
	}

	@Test
	void anAnswerToAPollEndsTheAbsence() {
		fail(3);
		advance(Duration.ofMillis(10));
		this.answered.set(this.nanos.get());
		assertThat(this.presence.letThrough("call")).isTrue();
		assertThat(this.presence.awayFor()).isNull();
	}

	@Test
	void aBrokerThatHasAnsweredSomebodyElseMeanwhileIsNotAway() {
		long started = this.nanos.get();
		advance(Duration.ofSeconds(1));
		this.answered.set(this.nanos.get());
		advance(Duration.ofSeconds(1));
		for (int i = 0; i < 5; i++) {
			this.presence.unanswered("call", started);
		}
		assertThat(this.presence.letThrough("call")).isTrue();
	}

	@Test
	void withoutAThresholdABrokerIsNeverAway() {
		BrokerPresence never = presence(
				new PublishLimits(Duration.ofSeconds(5), Duration.ofSeconds(2), 64, 0, Duration.ofSeconds(1)));
		for (int i = 0; i < 100; i++) {
			never.unanswered("call", this.nanos.get());
		}
		assertThat(never.letThrough("call")).isTrue();
	}

	private BrokerPresence presence(PublishLimits limits) {
		return new BrokerPresence(limits, this.nanos::get, () -> {
			Long moment = this.answered.get();
			return (moment != null) ? Duration.ofNanos(this.nanos.get() - moment) : null;
		});
	}

	private void fail(int calls) {
		for (int i = 0; i < calls; i++) {
			this.presence.unanswered("call", this.nanos.get());
		}
	}

	private void advance(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

}
