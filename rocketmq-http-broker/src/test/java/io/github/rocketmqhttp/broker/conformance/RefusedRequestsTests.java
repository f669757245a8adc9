package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.time.Instant;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.rocketmqhttp.broker.conformance.Stage.batchFrom;

/**
 * The errors that the vendor's SDKs and our client report for the same mistakes.
 */
class RefusedRequestsTests {

	@ParameterizedTest
	@EnumSource
	void anUnknownTopicIsRefusedByEveryOperation(Mode mode) {
		Performance.of(mode).gives((stage) -> everyOperation(stage, "unknown"), """
				publish unknown: refused, TopicNotExist
				consume unknown: refused, TopicNotExist
				consumeOrderly unknown: refused, TopicNotExist
				consumeHalf unknown: refused, TopicNotExist
				acknowledge unknown h1 h2: refused, TopicNotExist
				commit unknown h1: refused, TopicNotExist
				rollback unknown h1: refused, TopicNotExist
				""");
	}

	@ParameterizedTest
	@EnumSource
	void aTopicTakesOneKindOfMessageAndOneOfNormalMessagesTimedOnesToo(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			for (String topic : new String[] { "normal", "ordered", "scheduled", "transaction" }) {
				stage.publish(topic, OutboundMessage.of("normal"));
				stage.publish(topic, OutboundMessage.of("ordered").shardingKey("x"));
				stage.publish(topic, OutboundMessage.of("scheduled").deliverAt(Instant.EPOCH));
				stage.publish(topic, OutboundMessage.of("half").immunityTime(Duration.ofSeconds(10)));
			}
		}, """
				publish normal: m1
				publish normal: refused, InvalidArgument
				publish normal: m2
				publish normal: refused, InvalidArgument
				publish ordered: refused, InvalidArgument
				publish ordered: m3
				publish ordered: refused, InvalidArgument
				publish ordered: refused, InvalidArgument
				publish scheduled: refused, InvalidArgument
				publish scheduled: refused, InvalidArgument
				publish scheduled: m4
				publish scheduled: refused, InvalidArgument
				publish transaction: refused, InvalidArgument
				publish transaction: refused, InvalidArgument
				publish transaction: refused, InvalidArgument
				publish transaction: m5 h1
				""");
	}

	@Test
	void aWrongSecretIsRefusedByEveryOperation() {
		new Performance(Mode.SIGNED, Mode.KEY_ID, "wrong", Duration.ZERO)
			.gives((stage) -> everyOperation(stage, "normal"), """
					publish normal: refused, SignatureDoesNotMatch
					consume normal: refused, SignatureDoesNotMatch
					consumeOrderly normal: refused, SignatureDoesNotMatch
					consumeHalf normal: refused, SignatureDoesNotMatch
					acknowledge normal h1 h2: refused, SignatureDoesNotMatch
					commit normal h1: refused, SignatureDoesNotMatch
					rollback normal h1: refused, SignatureDoesNotMatch
					""");
	}

	@Test
	void anUnknownKeyIsRefusedByEveryOperation() {
		new Performance(Mode.SIGNED, "unknown", Mode.SECRET, Duration.ZERO)
			.gives((stage) -> everyOperation(stage, "normal"), """
					publish normal: refused, InvalidAccessKeyId
					consume normal: refused, InvalidAccessKeyId
					consumeOrderly normal: refused, InvalidAccessKeyId
					consumeHalf normal: refused, InvalidAccessKeyId
					acknowledge normal h1 h2: refused, InvalidAccessKeyId
					commit normal h1: refused, InvalidAccessKeyId
					rollback normal h1: refused, InvalidAccessKeyId
					""");
	}

	@Test
	void aDateTooFarOffIsRefusedByEveryOperation() {
		new Performance(Mode.SIGNED, Mode.KEY_ID, Mode.SECRET, Duration.ofMinutes(20))
			.gives((stage) -> everyOperation(stage, "normal"), """
					publish normal: refused, TimeExpired
					consume normal: refused, TimeExpired
					consumeOrderly normal: refused, TimeExpired
					consumeHalf normal: refused, TimeExpired
					acknowledge normal h1 h2: refused, TimeExpired
					commit normal h1: refused, TimeExpired
					rollback normal h1: refused, TimeExpired
					""");
	}

	private static void everyOperation(Stage stage, String topic) {
		stage.publish(topic, OutboundMessage.of("body"));
		stage.consume(batchFrom(topic));
		stage.consumeOrderly(batchFrom(topic));
		stage.consumeHalf(batchFrom(topic));
		stage.acknowledge(topic, "h1", "h2");
		stage.commit(topic, "h1");
		stage.rollback(topic, "h1");
	}

}
