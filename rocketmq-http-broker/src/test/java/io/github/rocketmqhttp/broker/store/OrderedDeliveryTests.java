package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.util.List;

import io.github.rocketmqhttp.broker.store.PollRequest.Kind;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.rocketmqhttp.broker.store.StoreFixture.bodies;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Consumption in the order of sharding keys.
 */
class OrderedDeliveryTests {

	private static final String GROUP = "GID_a";

	private final StoreFixture fixture = new StoreFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	private void publish(String... bodies) {
		for (String body : bodies) {
			this.fixture.publish(body, null, "__SHARDINGKEY:" + body.charAt(0));
		}
	}

	@Test
	void aBatchHasSeveralKeysAndBlocksThemUntilAllIsAcknowledged() {
		publish("a1", "b1", "a2", "b2", "c1");
		List<ReceivedMessage> batch = this.fixture.consumeOrderly(GROUP, 3);
		assertThat(bodies(batch)).containsExactly("a1", "b1", "a2");
		assertThat(bodies(this.fixture.consumeOrderly(GROUP, 16))).containsExactly("c1");
		this.fixture.acknowledge(GROUP, batch.get(0));
		assertThat(this.fixture.consumeOrderly(GROUP, 16)).isEmpty();
		this.fixture.acknowledge(GROUP, batch.get(1));
		assertThat(bodies(this.fixture.consumeOrderly(GROUP, 16))).containsExactly("b2");
		publish("a3");
		assertThat(this.fixture.consumeOrderly(GROUP, 16)).isEmpty();
		this.fixture.acknowledge(GROUP, batch.get(2));
		assertThat(bodies(this.fixture.consumeOrderly(GROUP, 16))).containsExactly("a3");
	}

	@Test
	void unacknowledgedMessagesComeAgainAfterAMinuteBeforeLaterOnes() {
		publish("a1", "a2", "a3");
		List<ReceivedMessage> batch = this.fixture.consumeOrderly(GROUP, 2);
		assertThat(batch.get(0).invisibleUntil()).isEqualTo(StoreFixture.START.plusSeconds(60));
		this.fixture.acknowledge(GROUP, batch.get(0));
		this.fixture.advance(Duration.ofSeconds(59));
		assertThat(this.fixture.consumeOrderly(GROUP, 16)).isEmpty();
		this.fixture.advance(Duration.ofSeconds(1));
		List<ReceivedMessage> again = this.fixture.consumeOrderly(GROUP, 16);
		assertThat(bodies(again)).containsExactly("a2", "a3");
		assertThat(again.get(0).consumedTimes()).isEqualTo(2);
	}

	@Test
	void anExhaustedMessageGoesAwayAndTheKeyGoesOn() {
		publish("a1", "a2");
		for (int i = 0; i < 3; i++) {
			assertThat(bodies(this.fixture.consumeOrderly(GROUP, 1))).containsExactly("a1");
			this.fixture.advance(Duration.ofMinutes(1));
		}
		assertThat(bodies(this.fixture.consumeOrderly(GROUP, 1))).containsExactly("a2");
		assertThat(this.fixture.view().deadLettered()).extracting(MessageView::body).containsExactly("a1");
	}

	@Test
	void messagesWithoutKeyCountAsOneKey() {
		this.fixture.publish("1");
		this.fixture.publish("2");
		List<ReceivedMessage> first = this.fixture.consumeOrderly(GROUP, 1);
		assertThat(this.fixture.consumeOrderly(GROUP, 1)).isEmpty();
		this.fixture.acknowledge(GROUP, first.get(0));
		assertThat(bodies(this.fixture.consumeOrderly(GROUP, 1))).containsExactly("2");
	}

	@Test
	void anAcknowledgementWakesAPollThatWaitsForTheKey() {
		publish("a1", "a2");
		List<ReceivedMessage> first = this.fixture.consumeOrderly(GROUP, 1);
		StoreFixture.Held held = this.fixture.hold(GROUP, Kind.ORDERED, null);
		assertThat(held.answer()).isNotDone();
		this.fixture.acknowledge(GROUP, first.get(0));
		assertThat(bodies(held.answer().join())).containsExactly("a2");
	}

	@Test
	void aGroupMayChangeItsWayOfConsumingWithoutLosingMessages() {
		publish("a1", "a2", "a3", "b1");
		List<ReceivedMessage> ordered = this.fixture.consumeOrderly(GROUP, 1);
		assertThat(bodies(ordered)).containsExactly("a1");
		assertThat(bodies(this.fixture.poll(GROUP, Kind.UNORDERED, null, 1))).containsExactly("a2");
		List<ReceivedMessage> rest = this.fixture.consumeOrderly(GROUP, 16);
		assertThat(bodies(rest)).containsExactly("a3", "b1");
		this.fixture.advance(Duration.ofMinutes(6));
		assertThat(bodies(this.fixture.consumeOrderly(GROUP, 16))).containsExactly("a1", "a2", "a3", "b1");
	}

	@Test
	void aFilterKeepsTheOrderOfWhatItTakes() {
		for (int i = 1; i <= 4; i++) {
			this.fixture.publish("a" + i, (i % 2 == 0) ? "even" : "odd", "__SHARDINGKEY:a");
		}
		List<ReceivedMessage> even = this.fixture.poll(GROUP, Kind.ORDERED, "even", 16);
		assertThat(bodies(even)).containsExactly("a2", "a4");
		this.fixture.acknowledge(GROUP, even.toArray(ReceivedMessage[]::new));
		assertThat(bodies(this.fixture.poll("GID_odd", Kind.ORDERED, "odd", 16))).containsExactly("a1", "a3");
	}

	@Test
	void manyKeysStayInOrder() {
		for (int i = 0; i < 300; i++) {
			this.fixture.publish("k" + i % 7 + "-" + i, null, "__SHARDINGKEY:k" + i % 7);
		}
		int[] last = new int[7];
		int seen = 0;
		for (List<ReceivedMessage> batch = this.fixture.consumeOrderly(GROUP, 5); !batch.isEmpty(); batch = this.fixture
			.consumeOrderly(GROUP, 5)) {
			for (ReceivedMessage message : batch) {
				int key = message.body().charAt(1) - '0';
				int number = Integer.parseInt(message.body().substring(3));
				assertThat(number).isGreaterThanOrEqualTo(last[key]);
				last[key] = number;
				seen++;
			}
			this.fixture.acknowledge(GROUP, batch.toArray(ReceivedMessage[]::new));
		}
		assertThat(seen).isEqualTo(300);
	}

}
