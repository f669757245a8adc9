package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.rocketmqhttp.broker.conformance.Stage.batchFrom;

/**
 * Ordered messages through the vendor's SDKs for Java and Node.js and through our client.
 */
class OrderedProducerAndConsumerTests {

	@ParameterizedTest
	@EnumSource
	void aShardingKeyIsHeldUpUntilAllOfItsDeliveriesAreAcknowledged(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			publish(stage, "x", "x1", "x2");
			stage.consumeOrderly(batchFrom("ordered"));
			publish(stage, "x", "x3");
			publish(stage, "y", "y1");
			stage.consumeOrderly(batchFrom("ordered"));
			stage.acknowledge("ordered", "h1");
			stage.consumeOrderly(batchFrom("ordered"));
			stage.acknowledge("ordered", "h2", "h3");
			stage.consumeOrderly(batchFrom("ordered"));
			stage.acknowledge("ordered", "h4");
			stage.consumeOrderly(batchFrom("ordered"));
		}, """
				publish ordered: m1
				publish ordered: m2
				consumeOrderly ordered
				  m1 h1 x1 {__SHARDINGKEY=x}, number 1, published PT0S, first PT0S, until PT1M
				  m2 h2 x2 {__SHARDINGKEY=x}, number 1, published PT0S, first PT0S, until PT1M
				publish ordered: m3
				publish ordered: m4
				consumeOrderly ordered
				  m4 h3 y1 {__SHARDINGKEY=y}, number 1, published PT0S, first PT0S, until PT1M
				acknowledge ordered h1: done
				consumeOrderly ordered: nothing
				acknowledge ordered h2 h3: done
				consumeOrderly ordered
				  m3 h4 x3 {__SHARDINGKEY=x}, number 1, published PT0S, first PT0S, until PT1M
				acknowledge ordered h4: done
				consumeOrderly ordered: nothing
				""");
	}

	@ParameterizedTest
	@EnumSource
	void unacknowledgedOnesComeBackInOrderAfterAMinute(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			publish(stage, "x", "x1", "x2", "x3");
			stage.consumeOrderly(batchFrom("ordered").withBatchSize(2));
			stage.acknowledge("ordered", "h1");
			stage.advance(Duration.ofSeconds(59));
			stage.consumeOrderly(batchFrom("ordered"));
			stage.advance(Duration.ofSeconds(1));
			stage.acknowledge("ordered", "h2");
			stage.consumeOrderly(batchFrom("ordered"));
			stage.acknowledge("ordered", "h3", "h4");
			stage.consumeOrderly(batchFrom("ordered"));
		}, """
				publish ordered: m1
				publish ordered: m2
				publish ordered: m3
				consumeOrderly ordered
				  m1 h1 x1 {__SHARDINGKEY=x}, number 1, published PT0S, first PT0S, until PT1M
				  m2 h2 x2 {__SHARDINGKEY=x}, number 1, published PT0S, first PT0S, until PT1M
				acknowledge ordered h1: done
				advance PT59S
				consumeOrderly ordered: nothing
				advance PT1S
				acknowledge ordered h2: refused, h2 MessageNotExist (The receipt handle has expired or was used already.)
				consumeOrderly ordered
				  m2 h3 x2 {__SHARDINGKEY=x}, number 2, published PT0S, first PT0S, until PT2M
				  m3 h4 x3 {__SHARDINGKEY=x}, number 1, published PT0S, first PT1M, until PT2M
				acknowledge ordered h3 h4: done
				consumeOrderly ordered: nothing
				""");
	}

	@ParameterizedTest
	@EnumSource
	void tagsFilterWithoutDisturbingTheOrder(Mode mode) {
		Performance.of(mode).gives((stage) -> {
			stage.publish("ordered", OutboundMessage.of("x1").shardingKey("x").tag("A"));
			stage.publish("ordered", OutboundMessage.of("x2").shardingKey("x").tag("B"));
			stage.publish("ordered", OutboundMessage.of("x3").shardingKey("x").tag("A").key("o-3").property("p", "1"));
			stage.consumeOrderly(batchFrom("ordered").withTag("A"));
			stage.acknowledge("ordered", "h1", "h2");
			stage.consumeOrderly(batchFrom("ordered").withTag("A||B"));
		}, """
				publish ordered: m1
				publish ordered: m2
				publish ordered: m3
				consumeOrderly ordered tag A
				  m1 h1 x1 tag A {__SHARDINGKEY=x}, number 1, published PT0S, first PT0S, until PT1M
				  m3 h2 x3 tag A {KEYS=o-3, __SHARDINGKEY=x, p=1}, number 1, published PT0S, first PT0S, until PT1M
				acknowledge ordered h1 h2: done
				consumeOrderly ordered tag A||B: nothing
				""");
	}

	private static void publish(Stage stage, String shardingKey, String... bodies) {
		for (String body : bodies) {
			stage.publish("ordered", OutboundMessage.of(body).shardingKey(shardingKey));
		}
	}

}
