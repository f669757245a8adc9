package io.github.rocketmqhttp.listener;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tells the messages of an idempotent listener apart is what the application says.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class IdempotencyKeyTests {

	private @Nullable InboxFixture fixture;

	@AfterEach
	void stop() {
		if (this.fixture != null) {
			this.fixture.close();
		}
	}

	@Test
	void anExpressionMayGiveTheKey() {
		InboxFixture fixture = start(new Keyed());
		fixture.broker.publish(InboxFixture.TOPIC, "{\"id\":\"o-1\",\"n\":1}", "{\"id\":\"o-1\",\"n\":2}",
				"{\"id\":\"o-2\",\"n\":3}");
		fixture.awaitConsumed(3);
		assertThat(fixture.effects()).containsExactly("o-1", "o-2");
		assertThat(fixture.keys()).containsExactly("own:orders/o-1", "own:orders/o-2");
	}

	@Test
	void anExpressionMayUseTheMessageAndTheElement() {
		InboxFixture fixture = start(new KeyedBatches());
		fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of("a").property("source", "shop"));
		fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of("a").property("source", "shop"));
		fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of("a").property("source", "fair"));
		fixture.awaitConsumed(3);
		assertThat(fixture.keys()).containsExactly("own:orders/fair/a", "own:orders/shop/a");
	}

	@Test
	void aMessageWithoutAKeyWhereOneIsWantedIsNotWorthAnotherDelivery() {
		this.fixture = new InboxFixture(
				ListenerBroker.settings()
					.failures(new FailureSettings("dead", List.of(), FailureSettings.DEFAULTS.retry())),
				(application) -> application.bean("listener", new Keyed()));
		this.fixture.broker.publish(InboxFixture.TOPIC, "{\"n\":1}");
		this.fixture.awaitConsumed(1);
		assertThat(this.fixture.effects()).isEmpty();
		assertThat(this.fixture.counts().failed()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#order", "#order.id().toCharArray()", "{#order}", "#order.texts().get(0)",
			"#order.texts().get(1)", "#order.texts().get(2)", "#order.texts().get(3)", "#order.texts().get(4)",
			"new java.util.Date(0)", "new java.util.GregorianCalendar()" })
	void aKeyWhoseTextMayBeAnotherOneForEachDeliveryIsRefused(String expression, CapturedOutput output) {
		this.fixture = new InboxFixture(
				ListenerBroker.settings()
					.failures(new FailureSettings("dead", List.of(), FailureSettings.DEFAULTS.retry())),
				(application) -> application.properties(Map.of("key", expression))
					.bean("listener", new KeyedByObject()));
		this.fixture.broker.publish(InboxFixture.TOPIC, "{\"id\":\"o-1\"}");
		this.fixture.awaitConsumed(1);
		assertThat(this.fixture.effects()).isEmpty();
		assertThat(this.fixture.keys()).isEmpty();
		assertThat(output).contains("whose text may be another one for each delivery");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "#order.id()", "{#order.id(), 1}", "#order.id().toCharArray().length", "{a: #order.id()}" })
	void aKeyOfTextsIsTaken(String expression) {
		this.fixture = new InboxFixture(ListenerBroker.settings(),
				(application) -> application.properties(Map.of("key", expression))
					.bean("listener", new KeyedByObject()));
		this.fixture.broker.publish(InboxFixture.TOPIC, "{\"id\":\"o-1\"}", "{\"id\":\"o-1\"}");
		this.fixture.awaitConsumed(2);
		assertThat(this.fixture.effects()).containsExactly("o-1");
	}

	private InboxFixture start(Object listener) {
		InboxFixture started = InboxFixture.with(listener);
		this.fixture = started;
		return started;
	}

	static class Keyed extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotencyKey = "#order['id']")
		void receive(Map<String, Object> order) {
			write(String.valueOf(order.get("id")));
		}

	}

	static class KeyedByObject extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotencyKey = "${key}")
		void receive(PlainOrder order) {
			write(order.id());
		}

	}

	/** Without a text of its own. */
	static class PlainOrder {

		private final String id;

		@JsonCreator
		PlainOrder(@JsonProperty("id") String id) {
			this.id = id;
		}

		public String id() {
			return this.id;
		}

		/** Values whose texts look well, and hold what has none. */
		public List<Object> texts() {
			return List.of(new Lines(new int[] { 1 }), Map.of("lines", new int[] { 1 }), Optional.of(this),
					new HashSet<>(Arrays.asList(Thread.State.values())), Map.of(1, "one", 2, "two"));
		}

	}

	record Lines(Object lines) {
	}

	static class KeyedBatches extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC,
				idempotencyKey = "userProperties['source'] + '/' + #element.body")
		void receive(List<ReceivedMessage> messages) {
			messages.forEach((message) -> write(message.body()));
		}

	}

}
