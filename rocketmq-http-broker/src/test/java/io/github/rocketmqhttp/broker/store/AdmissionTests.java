package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.broker.store.PollRequest.Kind;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.PublishDocument;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is stored and what is refused.
 */
class AdmissionTests {

	private static final String BODY_OF_10_KB = "x".repeat(10_000);

	private final StoreFixture fixture = new StoreFixture(Map.of("normal", TopicType.NORMAL, "ordered",
			TopicType.ORDERED, "scheduled", TopicType.SCHEDULED, "transaction", TopicType.TRANSACTION), 1024 * 1024);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@CsvSource({ "normal, k:v", "ordered, __SHARDINGKEY:a", "scheduled, __STARTDELIVERTIME:1",
			"transaction, __TransCheckT:10" })
	void aDeclaredTopicTakesItsKindAndRefusesTheOthers(String fitting, String properties) {
		for (String topic : List.of("normal", "ordered", "scheduled", "transaction")) {
			if (topic.equals(fitting) || (topic.equals("normal") && fitting.equals("scheduled"))) {
				assertThat(publish(topic, properties)).isNotEmpty();
			}
			else {
				assertRefused(topic, properties, ErrorCode.INVALID_ARGUMENT, topic);
			}
		}
	}

	/**
	 * The documentation of the service allows one kind of message for each topic.
	 */
	@Test
	void aTopicOfNormalMessagesRefusesTimedOnesWhereItIsToBeStrict() {
		try (StoreFixture strict = new StoreFixture(Map.of("normal", TopicType.NORMAL), true, 1024 * 1024)) {
			assertThatExceptionOfType(RefusedException.class)
				.isThrownBy(() -> strict.store()
					.publish(TopicId.of("normal"), new PublishDocument("a", null, "__STARTDELIVERTIME:1")))
				.withMessageContaining("of type normal and does not take a scheduled message");
			strict.store().publish(TopicId.of("normal"), new PublishDocument("a", null, "k:v"));
		}
	}

	@Test
	void anUndeclaredTopicDoesNotExistOnceOneIsDeclared() {
		assertRefused("other", "k:v", ErrorCode.TOPIC_NOT_EXIST, "other");
		assertThat(this.fixture.store()
			.publish(new TopicId("MQ_INST_1", "normal"), new PublishDocument("a", null, null))
			.messageId()).isNotEmpty();
	}

	@Test
	void anUndeclaredTopicTakesEveryKindWhenNoneIsDeclared() {
		try (StoreFixture open = new StoreFixture()) {
			open.half("a", 10);
			open.publish("b", null, "__SHARDINGKEY:a");
			open.publish("c");
			assertThat(open.consume("g")).hasSize(2);
		}
	}

	@Test
	void topicsOfTwoInstancesAreTwoTopics() {
		try (StoreFixture open = new StoreFixture()) {
			open.store().publish(new TopicId("MQ_INST_1", "orders"), new PublishDocument("a", null, null));
			assertThat(open.consume("g")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "__TransCheckT:9", "__TransCheckT:301", "__TransCheckT:1.5", "__TransCheckT:x" })
	void anImmunityTimeOutsideItsRangeIsRefused(String properties) {
		assertRefused("transaction", properties, ErrorCode.INVALID_ARGUMENT, "__TransCheckT");
	}

	@Test
	void aDeliveryTimeMoreThanFortyDaysAheadIsRefused() {
		long limit = StoreFixture.START.plus(Duration.ofDays(40)).toEpochMilli();
		assertThat(publish("scheduled", "__STARTDELIVERTIME:" + limit)).isNotEmpty();
		assertRefused("scheduled", "__STARTDELIVERTIME:" + (limit + 1), ErrorCode.INVALID_ARGUMENT, "40 days");
		assertRefused("scheduled", "__STARTDELIVERTIME:soon", ErrorCode.INVALID_ARGUMENT, "__STARTDELIVERTIME");
	}

	@Test
	void twoKindsInOneMessageAreRefused() {
		assertRefused("transaction", "__TransCheckT:10|__SHARDINGKEY:a", ErrorCode.INVALID_ARGUMENT, "more than one");
	}

	@Test
	void sizesAndTagsBeyondTheLimitsAreRefused() {
		assertRefused("normal", "k:" + "v".repeat(16 * 1024), ErrorCode.INVALID_ARGUMENT, "16384");
		assertRefused(new PublishDocument("a".repeat(64 * 1024 + 1), null, "__TransCheckT:10"), "transaction", "65536");
		assertRefused(new PublishDocument("a".repeat(4 * 1024 * 1024 + 1), null, null), "normal", "4194304");
		assertRefused(new PublishDocument("a", "t".repeat(65), null), "normal", "64 characters");
		assertRefused(new PublishDocument("a", "t||u", null), "normal", "one plain tag");
		assertRefused(new PublishDocument(null, null, null), "normal", "empty");
	}

	@Test
	void deadLetterTopicsCannotBePublishedTo() {
		assertRefused("DLQ_GID_a", "k:v", ErrorCode.INVALID_ARGUMENT, "dead letters");
	}

	@Test
	void fullMemoryRefusesPublishesAndLosesNothing() {
		int accepted = fill();
		assertThat(accepted).isBetween(95, 100);
		assertThat(drain("GID_a")).isEqualTo(accepted);
		int more = fill();
		assertThat(more).as("room is made of what the only group has acknowledged").isEqualTo(accepted);
		assertThat(drain("GID_a")).isEqualTo(more);
	}

	@Test
	void memoryOfMessagesThatOneGroupStillNeedsIsNotReclaimed() {
		drain("GID_b");
		int accepted = fill();
		drain("GID_a");
		assertThat(fill()).isZero();
		assertThat(drain("GID_b")).isEqualTo(accepted);
		assertThat(fill()).isPositive();
	}

	@Test
	void memoryOfMessagesThatAFilterPassesOverIsReclaimed() {
		for (int i = 0; i < 300; i++) {
			this.fixture.store().publish(TopicId.of("normal"), new PublishDocument(BODY_OF_10_KB, "B", null));
			PollRequest request = new PollRequest(TopicId.of("normal"), "GID_a", Kind.UNORDERED, TagFilter.of("A"), 16,
					Duration.ZERO);
			this.fixture.store().poll(request, (messages) -> assertThat(messages).isEmpty());
		}
		assertThat(this.fixture.store().memory().used()).isLessThanOrEqualTo(this.fixture.store().memory().limit());
	}

	@Test
	void halfMessagesLeaveRoomForOthersUntilTheyAreDecided() {
		List<String> handles = new ArrayList<>();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> {
			while (true) {
				handles.add(half());
			}
		}).withMessageContaining("memory for half messages").satisfies((refused) -> {
			assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
			assertThat(handles).hasSizeBetween(45, 50);
		});
		assertThat(fill()).isBetween(45, 55);
		assertThat(drain("GID_a")).isPositive();
		MemoryView full = this.fixture.store().memory();
		assertThat(full.halfMessagesUsed()).isBetween(full.halfMessageLimit() * 9 / 10, full.halfMessageLimit());
		for (int i = 0; i < handles.size(); i++) {
			this.fixture.store().decide(TopicId.of("transaction"), List.of(handles.get(i)), i % 2 == 0);
		}
		assertThat(this.fixture.store().memory().halfMessagesUsed()).isZero();
		assertThat(half()).isNotEmpty();
	}

	/**
	 * The last one that is refused is refused by the memory of all.
	 */
	@Test
	void aHalfMessageThatTheWholeMemoryHasNoRoomForTakesNothingOfItsShare() {
		fill();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(this::half)
			.withMessageContaining("full of messages that are not consumed");
		assertThat(this.fixture.store().memory().halfMessagesUsed()).isZero();
	}

	private String half() {
		return String.valueOf(this.fixture.store()
			.publish(TopicId.of("transaction"), new PublishDocument(BODY_OF_10_KB, null, "__TransCheckT:10"))
			.receiptHandle());
	}

	@Test
	void endedHalfMessagesGiveTheirMemoryBack() {
		for (int i = 0; i < 500; i++) {
			String handle = this.fixture.store()
				.publish(TopicId.of("transaction"), new PublishDocument(BODY_OF_10_KB, null, "__TransCheckT:10"))
				.receiptHandle();
			this.fixture.store().decide(TopicId.of("transaction"), List.of(String.valueOf(handle)), false);
		}
		assertThat(this.fixture.store().view(TopicId.of("transaction")).rolledBack()).hasSizeBetween(50, 100);
	}

	private int fill() {
		int accepted = 0;
		try {
			while (true) {
				this.fixture.store().publish(TopicId.of("normal"), new PublishDocument(BODY_OF_10_KB, null, null));
				accepted++;
			}
		}
		catch (RefusedException ex) {
			assertThat(ex.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
		}
		return accepted;
	}

	private int drain(String group) {
		PollRequest request = new PollRequest(TopicId.of("normal"), group, Kind.UNORDERED, TagFilter.ALL, 16,
				Duration.ZERO);
		int[] drained = new int[2];
		do {
			drained[1] = 0;
			this.fixture.store().poll(request, (messages) -> {
				drained[1] = messages.size();
				if (!messages.isEmpty()) {
					this.fixture.store()
						.acknowledge(TopicId.of("normal"), group,
								messages.stream().map(ReceivedMessage::receiptHandle).toList());
				}
			});
			drained[0] += drained[1];
		}
		while (drained[1] > 0);
		return drained[0];
	}

	private String publish(String topic, String properties) {
		return this.fixture.store().publish(TopicId.of(topic), new PublishDocument("a", null, properties)).messageId();
	}

	private void assertRefused(String topic, String properties, ErrorCode code, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> publish(topic, properties))
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code));
	}

	private void assertRefused(PublishDocument document, String topic, String text) {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.fixture.store().publish(TopicId.of(topic), document))
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
	}

}
