package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.util.EnumSet;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.rocketmqhttp.broker.conformance.Stage.batchFrom;

/**
 * Normal and scheduled messages through the vendor's SDKs for Java and Node.js and
 * through our client.
 */
class ProducerAndConsumerTests {

	@ParameterizedTest
	@EnumSource
	void aMessageArrivesWithAllItsPartsAndIsAcknowledgedOnce(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.consume(batchFrom("normal"));
			stage.publish("normal", OutboundMessage.of("first"));
			stage.publish("normal",
					OutboundMessage.of("second").tag("created").key("o-2 u-7").property("a", "1").property("b", "x y"));
			stage.consume(batchFrom("normal"));
			stage.consume(batchFrom("normal"));
			stage.acknowledge("normal", "h1", "h2");
			stage.acknowledge("normal", "h1");
			stage.acknowledge("normal", "no-such-handle");
			stage.advance(Duration.ofMinutes(5));
			stage.consume(batchFrom("normal"));
		}, """
				consume normal: nothing
				publish normal: m1
				publish normal: m2
				consume normal
				  m1 h1 first, number 1, published PT0S, first PT0S, until PT5M
				  m2 h2 second tag created {KEYS=o-2 u-7, a=1, b=x y}, number 1, published PT0S, first PT0S, until PT5M
				consume normal: nothing
				acknowledge normal h1 h2: done
				acknowledge normal h1: refused, h1 MessageNotExist (The receipt handle has expired or was used already.)
				acknowledge normal no-such-handle: refused, no-such-handle ReceiptHandleError (The receipt handle you provide is not valid.)
				advance PT5M
				consume normal: nothing
				""");
	}

	@ParameterizedTest
	@EnumSource
	void textThatXmlTreatsSpeciallyArrivesUnchanged(Mode mode) {
		// What the SDK for Node.js does to it is in NodeSdkTests.
		Performance.of(mode).givesExcept(EnumSet.of(Library.NODE, Library.NODE_TO_OURS), (stage) -> {
			stage.publish("normal",
					OutboundMessage.of("<a b=\"c\">&amp; 'x' > y ]]></a>").tag("A&B=C d+e/f~g").key("k/1"));
			stage.publish("normal", OutboundMessage.of("  line 1\r\nline 2\rline 3\t\n ").property("p", "a\nb%7C"));
			stage.publish("normal", OutboundMessage.of("你好 🌍 é").tag("标签").property("地区", "杭州 🌍"));
			stage.consume(batchFrom("normal").withTag("A&B=C d+e/f~g"));
			stage.consume(new ConsumeRequest("normal", "GID_other", "标签", 16, Duration.ZERO));
			stage.consume(new ConsumeRequest("normal", "GID_all", null, 16, Duration.ZERO));
		}, """
				publish normal: m1
				publish normal: m2
				publish normal: m3
				consume normal tag A&B=C d+e/f~g
				  m1 h1 <a b="c">&amp; 'x' > y ]]></a> tag A&B=C d+e/f~g {KEYS=k/1}, number 1, published PT0S, first PT0S, until PT5M
				consume normal GID_other tag 标签
				  m3 h2 你好 🌍 é tag 标签 {地区=杭州 🌍}, number 1, published PT0S, first PT0S, until PT5M
				consume normal GID_all
				  m1 h3 <a b="c">&amp; 'x' > y ]]></a> tag A&B=C d+e/f~g {KEYS=k/1}, number 1, published PT0S, first PT0S, until PT5M
				  m2 h4   line 1\\r\\nline 2\\rline 3\\t\\n  {p=a\\nb%7C}, number 1, published PT0S, first PT0S, until PT5M
				  m3 h5 你好 🌍 é tag 标签 {地区=杭州 🌍}, number 1, published PT0S, first PT0S, until PT5M
				""");
	}

	@ParameterizedTest
	@EnumSource
	void tagsFilterAndEveryGroupHasItsOwnProgress(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("normal", OutboundMessage.of("a").tag("A"));
			stage.publish("normal", OutboundMessage.of("b").tag("B"));
			stage.publish("normal", OutboundMessage.of("c").tag("C"));
			stage.publish("normal", OutboundMessage.of("none"));
			stage.consume(batchFrom("normal").withTag("A || B"));
			stage.consume(batchFrom("normal").withTag("A||B"));
			stage.consume(new ConsumeRequest("normal", "GID_other", "*", 3, Duration.ZERO));
			stage.consume(batchFrom("normal"));
			stage.acknowledge("normal", "h3");
		}, """
				publish normal: m1
				publish normal: m2
				publish normal: m3
				publish normal: m4
				consume normal tag A || B
				  m1 h1 a tag A, number 1, published PT0S, first PT0S, until PT5M
				  m2 h2 b tag B, number 1, published PT0S, first PT0S, until PT5M
				consume normal tag A||B: nothing
				consume normal GID_other tag *
				  m1 h3 a tag A, number 1, published PT0S, first PT0S, until PT5M
				  m2 h4 b tag B, number 1, published PT0S, first PT0S, until PT5M
				  m3 h5 c tag C, number 1, published PT0S, first PT0S, until PT5M
				consume normal: nothing
				acknowledge normal h3: refused, h3 ReceiptHandleError (The receipt handle you provide is not valid.)
				""");
	}

	@ParameterizedTest
	@EnumSource
	void anUnacknowledgedMessageComesBackAndEndsAsADeadLetter(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("normal", OutboundMessage.of("stubborn").tag("A").key("o-1"));
			stage.publish("normal", OutboundMessage.of("fine"));
			stage.consume(batchFrom("normal"));
			stage.acknowledge("normal", "h2", "h0");
			stage.advance(Duration.ofSeconds(299));
			stage.consume(batchFrom("normal"));
			stage.advance(Duration.ofSeconds(1));
			stage.acknowledge("normal", "h1");
			stage.consume(batchFrom("normal"));
			stage.acknowledge("normal", "h1");
			stage.advance(Duration.ofMinutes(5));
			stage.consume(batchFrom("normal"));
			stage.advance(Duration.ofMinutes(5));
			stage.consume(batchFrom("normal"));
			stage.consume(batchFrom("DLQ_" + Stage.GROUP));
			stage.acknowledge("DLQ_" + Stage.GROUP, "h5");
		}, """
				publish normal: m1
				publish normal: m2
				consume normal
				  m1 h1 stubborn tag A {KEYS=o-1}, number 1, published PT0S, first PT0S, until PT5M
				  m2 h2 fine, number 1, published PT0S, first PT0S, until PT5M
				acknowledge normal h2 h0: refused, h0 ReceiptHandleError (The receipt handle you provide is not valid.)
				advance PT4M59S
				consume normal: nothing
				advance PT1S
				acknowledge normal h1: refused, h1 MessageNotExist (The receipt handle has expired or was used already.)
				consume normal
				  m1 h3 stubborn tag A {KEYS=o-1}, number 2, published PT0S, first PT0S, until PT10M
				acknowledge normal h1: refused, h1 MessageNotExist (The receipt handle has expired or was used already.)
				advance PT5M
				consume normal
				  m1 h4 stubborn tag A {KEYS=o-1}, number 3, published PT0S, first PT0S, until PT15M
				advance PT5M
				consume normal: nothing
				consume DLQ_GID_orders
				  m1 h5 stubborn tag A {KEYS=o-1}, number 1, published PT0S, first PT15M, until PT20M
				acknowledge DLQ_GID_orders h5: done
				""");
	}

	@ParameterizedTest
	@EnumSource
	void aBatchHasAtMostAsManyMessagesAsWanted(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("normal", OutboundMessage.of("one"));
			stage.publish("normal", OutboundMessage.of("two"));
			stage.publish("normal", OutboundMessage.of("three"));
			stage.consume(batchFrom("normal").withBatchSize(2));
			stage.consume(batchFrom("normal").withBatchSize(2));
			stage.acknowledge("normal", "h1", "h2");
			stage.acknowledge("normal", "h2", "h3", "h4");
		}, """
				publish normal: m1
				publish normal: m2
				publish normal: m3
				consume normal
				  m1 h1 one, number 1, published PT0S, first PT0S, until PT5M
				  m2 h2 two, number 1, published PT0S, first PT0S, until PT5M
				consume normal
				  m3 h3 three, number 1, published PT0S, first PT0S, until PT5M
				acknowledge normal h1 h2: done
				acknowledge normal h2 h3 h4: refused, h2 MessageNotExist (The receipt handle has expired or was used already.), h4 ReceiptHandleError (The receipt handle you provide is not valid.)
				""");
	}

	@ParameterizedTest
	@EnumSource
	void aLongPollIsAnsweredWhenAMessageComes(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.consumeDuring(batchFrom("normal"), () -> stage.publish("normal", OutboundMessage.of("late")));
			stage.acknowledge("normal", "h1");
		}, """
				publish normal: m1
				consume normal
				  m1 h1 late, number 1, published PT0S, first PT0S, until PT5M
				acknowledge normal h1: done
				""");
	}

	@ParameterizedTest
	@EnumSource
	void aScheduledMessageArrivesAtItsTime(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("scheduled",
					OutboundMessage.of("soon").tag("A").deliverAt(stage.start().plus(Duration.ofHours(1))));
			stage.publish("scheduled", OutboundMessage.of("past").deliverAt(stage.start().minus(Duration.ofHours(1))));
			stage.consume(batchFrom("scheduled"));
			stage.acknowledge("scheduled", "h1");
			stage.advance(Duration.ofMinutes(59));
			stage.consume(batchFrom("scheduled"));
			stage.consumeDuring(batchFrom("scheduled"), () -> stage.advance(Duration.ofMinutes(1)));
			stage.publish("scheduled",
					OutboundMessage.of("too far").deliverAt(stage.start().plus(Duration.ofDays(41))));
		}, """
				publish scheduled: m1
				publish scheduled: m2
				consume scheduled
				  m2 h1 past {__STARTDELIVERTIME=PT-1H}, number 1, published PT0S, first PT0S, until PT5M
				acknowledge scheduled h1: done
				advance PT59M
				consume scheduled: nothing
				advance PT1M
				consume scheduled
				  m1 h2 soon tag A {__STARTDELIVERTIME=PT1H}, number 1, published PT0S, first PT1H, until PT1H5M
				publish scheduled: refused, InvalidArgument
				""");
	}

}
