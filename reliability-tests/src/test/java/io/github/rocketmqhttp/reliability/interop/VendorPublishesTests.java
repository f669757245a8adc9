package io.github.rocketmqhttp.reliability.interop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.rocketmqhttp.reliability.interop.InteropFixture.IMMUNITY;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.NORMAL;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.ORDERED;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.SCHEDULED;
import static io.github.rocketmqhttp.reliability.interop.InteropFixture.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The vendor's SDK publishes, our listeners consume.
 */
@Timeout(300)
class VendorPublishesTests {

	private final InteropFixture fixture = new InteropFixture(Listeners.class);

	private final VendorProgram vendor = this.fixture.vendor;

	private final Listeners listeners = this.fixture.get(Listeners.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void aListenerGetsNormalMessagesWithAllTheirPartsAndNoOther() {
		this.vendor.publish(NORMAL, Content.full("o-1"));
		this.vendor.publish(NORMAL, Content.bare("nothing but text"));
		this.fixture.awaitNoMoreThan(2, NORMAL);
		assertReceived(Content.full("o-1"), Content.bare("nothing but text"));
	}

	@Test
	void anOrderedListenerGetsTheMessagesOfEachKeyInOrder() {
		List<Content> x = List.of(ordered("x", 1), ordered("x", 2), ordered("x", 3));
		List<Content> y = List.of(ordered("y", 1), ordered("y", 2));
		List.of(x.get(0), y.get(0), x.get(1), y.get(1), x.get(2))
			.forEach((content) -> this.vendor.publish(ORDERED, content));
		this.fixture.awaitNoMoreThan(5, ORDERED);
		assertThat(this.listeners.arguments()).hasSize(5).containsSubsequence(x).containsSubsequence(y);
		assertThat(this.listeners.deliveries()).map(Content::of).containsSubsequence(x).containsSubsequence(y);
	}

	private static Content ordered(String key, int number) {
		return Content.full(key + "-" + number).withShardingKey(key);
	}

	@Test
	void aScheduledMessageArrivesAtItsTimeAndNotBefore() {
		Instant deliverAt = this.fixture.start.plus(Duration.ofHours(1));
		this.vendor.publish(SCHEDULED, Content.full("o-1"), deliverAt);
		InteropFixture.await().until(() -> this.fixture.group(SCHEDULED).waitingPolls() == 1);
		this.fixture.broker.advance(Duration.ofHours(1).minusMillis(1));
		this.fixture.assertNoMoreThan(0, SCHEDULED);

		this.fixture.broker.advance(Duration.ofMillis(1));
		this.fixture.awaitNoMoreThan(1, SCHEDULED);
		assertReceived(Content.full("o-1"));
		assertThat(this.listeners.deliveries()).extracting(ReceivedMessage::deliverAt).containsExactly(deliverAt);
	}

	@Test
	void aHalfMessageArrivesOnceItIsCommittedAndNeverIfItIsRolledBack() {
		String committed = this.vendor.publishHalf(TRANSACTION, Content.full("committed"), IMMUNITY);
		String rolledBack = this.vendor.publishHalf(TRANSACTION, Content.full("rolled-back"), IMMUNITY);
		InteropFixture.await().until(() -> this.fixture.group(TRANSACTION).waitingPolls() == 1);
		this.fixture.assertNoMoreThan(0, TRANSACTION);

		this.vendor.rollback(TRANSACTION, rolledBack);
		this.vendor.commit(TRANSACTION, committed);
		this.fixture.awaitNoMoreThan(1, TRANSACTION);
		assertReceived(Content.full("committed"));
		assertThat(this.listeners.deliveries()).extracting(ReceivedMessage::immunityTime).containsExactly(IMMUNITY);
		assertThat(this.fixture.dropped()).containsExactly(Content.full("rolled-back").body());
		assertThat(this.fixture.undecided()).isEmpty();
	}

	private void assertReceived(Content... contents) {
		assertThat(this.listeners.arguments()).containsExactlyInAnyOrder(contents);
		assertThat(this.listeners.deliveries()).map(Content::of).containsExactlyInAnyOrder(contents);
	}

}
