package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import io.github.rocketmqhttp.broker.store.PollRequest.Kind;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.rocketmqhttp.broker.store.StoreFixture.bodies;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries, redeliveries, handles, filters and groups.
 */
class DeliveryTests {

	private static final String GROUP = "GID_a";

	private final StoreFixture fixture = new StoreFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void anUnacknowledgedMessageComesBackAfterItsInvisibleTimeWithANewHandle() {
		this.fixture.publish("a");
		ReceivedMessage first = this.fixture.consume(GROUP).get(0);
		assertThat(first.invisibleUntil()).isEqualTo(StoreFixture.START.plus(Duration.ofMinutes(5)));
		this.fixture.advance(Duration.ofMinutes(5).minusMillis(1));
		assertThat(this.fixture.consume(GROUP)).isEmpty();
		this.fixture.advance(Duration.ofMillis(1));
		ReceivedMessage second = this.fixture.consume(GROUP).get(0);
		assertThat(second.messageId()).isEqualTo(first.messageId());
		assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
		assertThat(second.consumedTimes()).isEqualTo(2);
		assertThat(second.firstConsumeTime()).isEqualTo(first.firstConsumeTime());
		assertThat(second.publishTime()).isEqualTo(first.publishTime());
	}

	@Test
	void anExpiredOrUsedHandleDoesNotExist() {
		this.fixture.publish("a");
		ReceivedMessage first = this.fixture.consume(GROUP).get(0);
		this.fixture.advance(Duration.ofMinutes(5));
		assertCode(this.fixture.acknowledge(GROUP, first), "MessageNotExist");
		ReceivedMessage second = this.fixture.consume(GROUP).get(0);
		assertThat(this.fixture.acknowledge(GROUP, second)).isEmpty();
		assertCode(this.fixture.acknowledge(GROUP, second), "MessageNotExist");
		assertCode(this.fixture.acknowledge(GROUP, first), "MessageNotExist");
		this.fixture.advance(Duration.ofMinutes(10));
		assertThat(this.fixture.consume(GROUP)).isEmpty();
	}

	@Test
	void aHandleOfAnotherGroupTopicOrOperationIsNotValid() {
		this.fixture.publish("a");
		String half = this.fixture.half("b", 10).receiptHandle();
		ReceivedMessage message = this.fixture.consume(GROUP).get(0);
		this.fixture.consume("GID_b");
		assertCode(this.fixture.acknowledge("GID_b", message), "ReceiptHandleError");
		assertCode(this.fixture.commit(message.receiptHandle()), "ReceiptHandleError");
		List<String> handles = List.of(message.receiptHandle(), String.valueOf(half), "x",
				message.receiptHandle() + "A", message.messageId() + "-%%%");
		assertThat(this.fixture.store().acknowledge(TopicId.of("other"), GROUP, handles)).hasSize(5)
			.allSatisfy((failure) -> assertThat(failure.errorCode()).isEqualTo("ReceiptHandleError"));
		assertThat(this.fixture.acknowledge(GROUP, message)).isEmpty();
	}

	@Test
	void everyGroupHasItsOwnProgressFromTheOldestMessageOn() {
		this.fixture.publish("a");
		this.fixture.acknowledge(GROUP, this.fixture.consume(GROUP).get(0));
		this.fixture.publish("b");
		assertThat(bodies(this.fixture.consume("GID_late"))).containsExactly("a", "b");
		assertThat(bodies(this.fixture.consume(GROUP))).containsExactly("b");
	}

	@Test
	void aFilterTakesWhatItNames() {
		this.fixture.publish("a", "A", null);
		this.fixture.publish("none");
		this.fixture.publish("b", "B", null);
		this.fixture.publish("c", "C", null);
		assertThat(bodies(this.fixture.poll(GROUP, Kind.UNORDERED, " B ||  || X", 16))).containsExactly("b");
		assertThat(bodies(this.fixture.poll("GID_b", Kind.UNORDERED, "C||A", 16))).containsExactly("a", "c");
		assertThat(bodies(this.fixture.poll("GID_c", Kind.UNORDERED, "*", 16))).containsExactly("a", "none", "b", "c");
	}

	@Test
	void aGroupIsDoneWithWhatItsFilterPassesOver() {
		for (Kind kind : List.of(Kind.UNORDERED, Kind.ORDERED)) {
			String group = "GID_" + kind;
			this.fixture.publish("a", "A", null);
			this.fixture.publish("b", "B", null);
			assertThat(bodies(this.fixture.poll(group, kind, "B", 16))).contains("b").doesNotContain("a");
			assertThat(this.fixture.poll(group, kind, "A", 16)).isEmpty();
			assertThat(this.fixture.poll(group, kind, null, 16)).isEmpty();
			assertThat(this.fixture.view().consumerGroup(group).map(ConsumerGroupView::pending)).contains(0);
		}
	}

	@Test
	void aGroupBeginsOnceToMixFilters() {
		ConsumerGroup group = new ConsumerGroup(GROUP, new MessageLog());
		assertThat(group.beginsToMix(TagFilter.of("A||B"))).isFalse();
		assertThat(group.beginsToMix(TagFilter.of("B || A"))).isFalse();
		assertThat(group.beginsToMix(TagFilter.of("A"))).isTrue();
		assertThat(group.beginsToMix(TagFilter.ALL)).isFalse();
		assertThat(group.beginsToMix(TagFilter.of("A"))).isFalse();
	}

	@Test
	void aMessageThatNobodyAcknowledgesGoesToTheDeadLetterTopic() {
		String id = this.fixture.publish("a").messageId();
		for (int i = 0; i < 3; i++) {
			assertThat(this.fixture.consume(GROUP)).hasSize(1);
			assertThat(this.fixture.view().deadLettered()).isEmpty();
			this.fixture.advance(Duration.ofMinutes(5));
		}
		assertThat(this.fixture.consume(GROUP)).isEmpty();
		assertThat(this.fixture.view().deadLettered()).singleElement().satisfies((dead) -> {
			assertThat(dead.messageId()).isEqualTo(id);
			assertThat(dead.times()).isEqualTo(3);
			assertThat(dead.consumerGroup()).isEqualTo(GROUP);
		});
		assertThat(deadLetters()).isEqualTo(1);
		this.fixture.advance(Duration.ofMinutes(5));
		assertThat(deadLetters()).as("dead letters come back for ever").isEqualTo(1);
	}

	private int deadLetters() {
		PollRequest request = new PollRequest(TopicId.of("DLQ_" + GROUP), "GID_cleaner", Kind.UNORDERED, TagFilter.ALL,
				16, Duration.ZERO);
		int[] count = new int[1];
		this.fixture.store().poll(request, (messages) -> count[0] = messages.size());
		return count[0];
	}

	@Test
	void aDeliveryThatNeverReachedItsClientDoesNotCount() {
		this.fixture.publish("a");
		List<ReceivedMessage> lost = this.fixture.consume(GROUP);
		this.fixture.store().undeliver(StoreFixture.request(GROUP, Kind.UNORDERED, null, 16, Duration.ZERO), lost);
		ReceivedMessage again = this.fixture.consume(GROUP).get(0);
		assertThat(again.consumedTimes()).isEqualTo(1);
		assertCode(this.fixture.acknowledge(GROUP, lost.get(0)), "MessageNotExist");
		assertThat(this.fixture.acknowledge(GROUP, again)).isEmpty();
	}

	@Test
	void waitingPollsAreServedInTheOrderOfTheirArrival() {
		StoreFixture.Held tagged = this.fixture.hold("GID_tagged", Kind.UNORDERED, "A");
		StoreFixture.Held first = this.fixture.hold(GROUP, Kind.UNORDERED, null);
		StoreFixture.Held second = this.fixture.hold(GROUP, Kind.UNORDERED, null);
		this.fixture.publish("1", "B", null);
		assertThat(bodies(first.answer().join())).containsExactly("1");
		assertThat(second.answer()).isNotDone();
		assertThat(tagged.answer()).isNotDone();
		assertThat(second.cancel().getAsBoolean()).isTrue();
		assertThat(second.cancel().getAsBoolean()).isFalse();
		this.fixture.publish("2", "A", null);
		assertThat(bodies(tagged.answer().join())).containsExactly("2");
		assertThat(second.answer()).isNotDone();
		assertThat(bodies(this.fixture.consume(GROUP))).containsExactly("2");
	}

	@Test
	void advancingTheTimeWakesPollsThatWaitForARedelivery() {
		this.fixture.publish("a");
		this.fixture.consume(GROUP);
		StoreFixture.Held held = this.fixture.hold(GROUP, Kind.UNORDERED, null);
		this.fixture.advance(Duration.ofMinutes(5));
		assertThat(held.answer()).isCompletedWithValueMatching((messages) -> messages.get(0).consumedTimes() == 2);
	}

	@Test
	void aScheduledMessageComesAtItsTimeAndWakesAPoll() throws Exception {
		long soon = StoreFixture.START.plusSeconds(60).toEpochMilli();
		this.fixture.publish("later", null, "__STARTDELIVERTIME:" + soon);
		this.fixture.publish("at once", null, "__STARTDELIVERTIME:1");
		assertThat(bodies(this.fixture.consume(GROUP))).containsExactly("at once");
		StoreFixture.Held held = this.fixture.hold(GROUP, Kind.UNORDERED, null);
		this.fixture.advance(Duration.ofSeconds(59));
		assertThat(held.answer()).isNotDone();
		this.fixture.advance(Duration.ofSeconds(1));
		assertThat(bodies(held.answer().get(10, TimeUnit.SECONDS))).containsExactly("later");
	}

	@Test
	void oldMessagesAreForgottenAfterThreeDays() {
		this.fixture.publish("old");
		this.fixture.consume(GROUP);
		this.fixture.advance(Duration.ofDays(1));
		this.fixture.publish("young");
		this.fixture.advance(Duration.ofDays(2));
		assertThat(bodies(this.fixture.consume(GROUP))).containsExactly("young");
		assertThat(bodies(this.fixture.consume("GID_new"))).containsExactly("young");
	}

	@Test
	void closingAnswersWaitingPollsAndLetsNoneWait() {
		StoreFixture.Held held = this.fixture.hold(GROUP, Kind.UNORDERED, null);
		this.fixture.store().close();
		assertThat(held.answer()).isCompletedWithValue(List.of());
		assertThat(this.fixture.hold(GROUP, Kind.UNORDERED, null).answer()).isCompletedWithValue(List.of());
	}

	@Test
	void aGroupViewCounts() {
		for (int i = 0; i < 5; i++) {
			this.fixture.publish("m" + i);
		}
		List<ReceivedMessage> messages = this.fixture.poll(GROUP, Kind.UNORDERED, null, 3);
		this.fixture.acknowledge(GROUP, messages.get(1));
		assertThat(this.fixture.view().consumerGroup(GROUP)).contains(new ConsumerGroupView(GROUP, 1, 2, 2, 0));
		assertThat(this.fixture.view().consumerGroup("GID_unknown")).isEmpty();
	}

	private static void assertCode(List<Failure> failures, String code) {
		assertThat(failures).singleElement().extracting(Failure::errorCode).isEqualTo(code);
	}

	@Test
	void anAnswerOfLargeMessagesHasFewerOfThem() {
		String body = "a".repeat(4 * 1024 * 1024);
		for (int i = 0; i < 6; i++) {
			this.fixture.publish(body);
		}
		int answers = 0;
		int messages = 0;
		for (int size = this.fixture.consume("g").size(); size > 0; size = this.fixture.consume("g").size()) {
			assertThat(size).isBetween(1, 4);
			messages += size;
			answers++;
		}
		assertThat(messages).isEqualTo(6);
		assertThat(answers).isGreaterThan(1);
	}

	@Test
	void aCancelledPollLeavesNoTimeoutBehind() {
		StoreFixture.Held held = this.fixture.hold("g", Kind.UNORDERED, null);
		assertThat(this.fixture.timeouts()).isEqualTo(1);
		assertThat(held.cancel().getAsBoolean()).isTrue();
		assertThat(this.fixture.timeouts()).isZero();
	}

}
