package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.rocketmqhttp.broker.conformance.Stage.batchFrom;

/**
 * Half messages through the vendor's SDKs for Java and Node.js and through our client.
 */
class TransactionalProducerTests {

	@ParameterizedTest
	@EnumSource
	void theHandleFromPublishingDecidesWithinTheImmunityTime(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("transaction", half("committed").tag("A").key("o-1").property("a", "0"));
			stage.publish("transaction", half("rolled back"));
			stage.publish("transaction", half("undecided"));
			stage.consume(batchFrom("transaction"));
			stage.consumeHalf(batchFrom("transaction"));
			stage.commit("transaction", "h1");
			stage.rollback("transaction", "h2");
			stage.commit("transaction", "h1");
			stage.commit("transaction", "h2");
			stage.rollback("transaction", "no-such-handle");
			stage.consume(batchFrom("transaction"));
			stage.advance(Duration.ofSeconds(10));
			stage.commit("transaction", "h3");
			stage.consume(batchFrom("transaction"));
		}, """
				publish transaction: m1 h1
				publish transaction: m2 h2
				publish transaction: m3 h3
				consume transaction: nothing
				consumeHalf transaction: nothing
				commit transaction h1: done
				rollback transaction h2: done
				commit transaction h1: refused, h1 MessageNotExist (The receipt handle has expired or was used already.)
				commit transaction h2: refused, h2 MessageNotExist (The receipt handle has expired or was used already.)
				rollback transaction no-such-handle: refused, no-such-handle ReceiptHandleError (The receipt handle you provide is not valid.)
				consume transaction
				  m1 h4 committed tag A {KEYS=o-1, __TransCheckT=10, a=0}, number 1, published PT0S, first PT0S, until PT5M
				advance PT10S
				commit transaction h3: refused, h3 MessageNotExist (The receipt handle has expired or was used already.)
				consume transaction: nothing
				""");
	}

	@ParameterizedTest
	@EnumSource
	void anUndecidedOneIsCheckedEveryTenSecondsWithANewHandle(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("transaction", half("first check").property("a", "1"));
			stage.advance(Duration.ofSeconds(1));
			stage.publish("transaction", half("second check").property("a", "2"));
			stage.publish("transaction", OutboundMessage.of("later").immunityTime(Duration.ofMinutes(5)));
			stage.advance(Duration.ofSeconds(10));
			stage.consumeHalf(batchFrom("transaction"));
			stage.commit("transaction", "h4");
			stage.consumeHalf(batchFrom("transaction"));
			stage.advance(Duration.ofSeconds(10));
			stage.rollback("transaction", "h5");
			stage.consumeHalf(batchFrom("transaction"));
			stage.rollback("transaction", "h6");
			stage.consume(batchFrom("transaction"));
			stage.advance(Duration.ofSeconds(280));
			stage.consumeHalf(batchFrom("transaction"));
		}, """
				publish transaction: m1 h1
				advance PT1S
				publish transaction: m2 h2
				publish transaction: m3 h3
				advance PT10S
				consumeHalf transaction
				  m1 h4 first check {__TransCheckT=10, a=1}, number 1, published PT0S, first PT11S, until PT21S
				  m2 h5 second check {__TransCheckT=10, a=2}, number 1, published PT1S, first PT11S, until PT21S
				commit transaction h4: done
				consumeHalf transaction: nothing
				advance PT10S
				rollback transaction h5: refused, h5 MessageNotExist (The receipt handle has expired or was used already.)
				consumeHalf transaction
				  m2 h6 second check {__TransCheckT=10, a=2}, number 2, published PT1S, first PT11S, until PT31S
				rollback transaction h6: done
				consume transaction
				  m1 h7 first check {__TransCheckT=10, a=1}, number 1, published PT0S, first PT21S, until PT5M21S
				advance PT4M40S
				consumeHalf transaction
				  m3 h8 later {__TransCheckT=300}, number 1, published PT1S, first PT5M1S, until PT5M11S
				""");
	}

	@ParameterizedTest
	@EnumSource
	void anUndecidedOneIsGivenUpAfterADay(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("transaction", half("forgotten"));
			stage.advance(Duration.ofSeconds(10));
			stage.consumeHalf(batchFrom("transaction"));
			stage.advance(Duration.ofHours(23));
			stage.consumeHalf(batchFrom("transaction"));
			stage.advance(Duration.ofHours(2));
			stage.consumeHalf(batchFrom("transaction"));
			stage.commit("transaction", "h3");
			stage.consume(batchFrom("transaction"));
		}, """
				publish transaction: m1 h1
				advance PT10S
				consumeHalf transaction
				  m1 h2 forgotten {__TransCheckT=10}, number 1, published PT0S, first PT10S, until PT20S
				advance PT23H
				consumeHalf transaction
				  m1 h3 forgotten {__TransCheckT=10}, number 2, published PT0S, first PT10S, until PT23H20S
				advance PT2H
				consumeHalf transaction: nothing
				commit transaction h3: refused, h3 MessageNotExist (The receipt handle has expired or was used already.)
				consume transaction: nothing
				""");
	}

	@ParameterizedTest
	@EnumSource
	void aCommittedOneIsRedeliveredLikeAnyOther(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("transaction", half("order"));
			stage.advance(Duration.ofSeconds(5));
			stage.commit("transaction", "h1");
			stage.consume(batchFrom("transaction"));
			stage.advance(Duration.ofMinutes(5));
			stage.consume(batchFrom("transaction"));
			stage.acknowledge("transaction", "h2", "h3");
		}, """
				publish transaction: m1 h1
				advance PT5S
				commit transaction h1: done
				consume transaction
				  m1 h2 order {__TransCheckT=10}, number 1, published PT0S, first PT5S, until PT5M5S
				advance PT5M
				consume transaction
				  m1 h3 order {__TransCheckT=10}, number 2, published PT0S, first PT5S, until PT10M5S
				acknowledge transaction h2 h3: refused, h2 MessageNotExist (The receipt handle has expired or was used already.)
				""");
	}

	private static OutboundMessage.Builder half(String body) {
		return OutboundMessage.of(body).immunityTime(Duration.ofSeconds(10));
	}

}
