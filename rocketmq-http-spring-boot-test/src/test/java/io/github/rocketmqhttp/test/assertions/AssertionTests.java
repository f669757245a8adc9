package io.github.rocketmqhttp.test.assertions;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the assertions let pass, and what they say about the rest.
 */
class AssertionTests {

	private static final String GROUP = "GID_billing";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic("orders", TopicType.TRANSACTION)
		.topic("audit", TopicType.NORMAL)
		.topic("reminders", TopicType.SCHEDULED)
		.clock(InstantSource.fixed(Instant.parse("2026-11-26T10:00:00Z")))
		.maxDeliveries(1)
		.seed(7)
		.start();

	private final RocketMqHttpClient client = client(null);

	@AfterEach
	void close() {
		this.client.close();
		this.broker.close();
	}

	private RocketMqHttpClient client(@Nullable String instanceId) {
		return RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.instanceId(instanceId)
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.build();
	}

	@Test
	void halfMessagesAreFollowedToTheirEnds() {
		String first = half("first");
		String second = half("second");
		half("third");
		assertThat(this.broker).topic("orders").half(3).hasPayloads("third", "second", "first");
		assertThat(this.broker).topic("orders").inDoubt(0);
		this.client.commit("orders", GROUP, first);
		this.client.rollback("orders", GROUP, second);
		this.broker.advance(Duration.ofSeconds(10));
		assertThat(this.broker).topic("orders").committed().hasPayload("first");
		assertThat(this.broker).topic("orders").visible().hasPayload("first");
		assertThat(this.broker).topic("orders").rolledBack().hasPayload("second");
		assertThat(this.broker).topic("orders").inDoubt().hasPayload("third");
		assertThat(this.broker).topic("orders").half().hasPayload("third");
	}

	@Test
	void aWrongNumberIsToldWithWhatIsThereInstead() {
		half("{\"id\":\"o-1\"}");
		assertFails(() -> assertThat(this.broker).topic("orders").committed(1), """

				Expecting the topic 'orders' to have 1 message that is committed, but it has none.
				At 2026-11-26T10:00:00Z, the topic 'orders' holds:
				  1 half, undecided:
				    ID, tag 'created', key 'k', body {"id":"o-1"}, first back-check in 10 s""");
		this.broker.advance(Duration.ofSeconds(12));
		this.client.consumeHalf(ConsumeRequest.of("orders", GROUP));
		assertFails(() -> assertThat(this.broker).topic("orders").rolledBack(2), """

				Expecting the topic 'orders' to have 2 messages that are rolled back, but it has none.
				At 2026-11-26T10:00:12Z, the topic 'orders' holds:
				  1 half, undecided:
				    ID, tag 'created', key 'k', body {"id":"o-1"}, in doubt, asked about 1 times so far""");
		this.client.commit("orders", GROUP, half("second"));
		assertFails(() -> assertThat(this.broker).topic("orders").hasNoMessages(), """

				Expecting the topic 'orders' to hold no message.
				At 2026-11-26T10:00:12Z, the topic 'orders' holds:
				  1 half, undecided:
				    ID, tag 'created', key 'k', body {"id":"o-1"}, in doubt, asked about 1 times so far
				  1 committed:
				    ID, tag 'created', key 'k', body second""");
	}

	@Test
	void everythingElseThatATopicHoldsIsToldToo() {
		String handle = half("refused");
		this.client.rollback("orders", GROUP, handle);
		assertFails(() -> assertThat(this.broker).topic("orders").committed(0).first(), "empty");
		assertFails(() -> assertThat(this.broker).topic("orders").hasNoMessages(),
				"1 rolled back:\n    ID, tag 'created', key 'k', body refused");
		this.client.publish("reminders",
				OutboundMessage.of("later").deliverAt(this.broker.clock().instant().plusSeconds(90)).build());
		assertThat(this.broker).topic("reminders").scheduled();
		assertFails(() -> assertThat(this.broker).topic("reminders").visible(),
				"1 scheduled:\n    ID, body later, due in 90 s");
		this.client.publish("audit", OutboundMessage.of("entry").build());
		this.client.consume(ConsumeRequest.of("audit", GROUP));
		assertFails(() -> assertThat(this.broker).topic("audit").consumed(GROUP, 1),
				"Expecting the group 'GID_billing' to have consumed 1 of the topic 'audit', but it has consumed 0.",
				"1 visible, never half:\n    ID, body entry",
				"consumer group GID_billing: 0 consumed, 1 delivered and not acknowledged, 0 waiting");
		this.broker.advance(Duration.ofMinutes(6));
		assertThat(this.broker).topic("audit").deadLettered().hasPayload("entry");
		assertFails(() -> assertThat(this.broker).topic("audit").deadLettered(0),
				"1 dead-lettered:\n    ID, body entry, not consumed by GID_billing in 1 deliveries");
	}

	@Test
	void whoeverLooksInTheWrongPlaceIsToldWhereMessagesAre() {
		assertFails(() -> assertThat(this.broker).topic("orders").committed(),
				"The topic 'orders' holds no message. No topic of the broker holds any.");
		this.client.publish("audit", OutboundMessage.of("entry").build());
		try (RocketMqHttpClient other = client("MQ_INST_1")) {
			other.publish("audit", OutboundMessage.of("entry").build());
		}
		assertThat(this.broker).topic("MQ_INST_1", "audit").visible();
		assertFails(() -> assertThat(this.broker).topic("orders").committed(),
				"There are messages in topic 'audit', topic 'audit' of instance MQ_INST_1.");
		assertFails(() -> assertThat(this.broker).topic("order"),
				"Expecting the broker to have the topic 'order', but it refuses it: ",
				"There are messages in topic 'audit', topic 'audit' of instance MQ_INST_1.");
		assertFails(() -> assertThat(this.broker).hasNoMessages(), "Expecting the topic 'audit' to hold no message.");
		this.broker.clear();
		assertThat(this.broker).hasNoMessages();
	}

	@Test
	void aWrongPayloadIsToldWithTheBodiesThatAreThere() {
		half("first");
		half("second");
		assertFails(() -> assertThat(this.broker).topic("orders").half(2).hasPayload("third"), """

				Expecting a message that is half, undecided in the topic 'orders' to have the payload
				    third
				but there is
				    ID, tag 'created', key 'k', body first
				    ID, tag 'created', key 'k', body second""");
		assertFails(() -> assertThat(this.broker).topic("orders").half(2).hasPayloads("second", "third"), """

				Expecting the messages that are half, undecided in the topic 'orders' to have 2 payload(s).
				These are missing:
				    third
				These were not expected:
				    ID, tag 'created', key 'k', body first""");
		assertFails(() -> assertThat(this.broker).topic("orders").half(2).hasPayloads("first", "first"), "missing");
		assertFails(() -> assertThat(this.broker).topic("orders").half(2).element(1).hasPayload("first"),
				"body second");
		assertThat(this.broker).topic("orders").half(2).element(1).hasPayload("second");
	}

	@Test
	void tagKeyAndPropertiesAreThoseThatTheSenderMeant() {
		this.client.publish("audit",
				OutboundMessage.of("entry").tag("created").key("k:1").property("shop", "a|b").build());
		assertThat(this.broker).topic("audit")
			.visible()
			.hasTag("created")
			.hasKey("k:1")
			.hasProperty("shop", "a|b")
			.first()
			.hasTag("created")
			.hasProperty("shop", "a|b");
		assertFails(() -> assertThat(this.broker).topic("audit").visible().hasTag("paid"), """

				Expecting the tag 'paid' of a message that is visible in the topic 'audit', but it has 'created':
				    ID, tag 'created', key 'k:1', body entry""");
		assertFails(() -> assertThat(this.broker).topic("audit").visible().hasKey("k:2"), "it has 'k:1'");
		assertFails(() -> assertThat(this.broker).topic("audit").visible().hasProperty("other", "a"),
				"Expecting the property other 'a'", "it has none");
		assertFails(() -> assertThat(this.broker).topic("audit").deadLettered(0).hasKey("k:2"), "but there is none");
	}

	@Test
	void objectsAreComparedAsTheirSendersConvertThem() {
		this.client.publish("audit", OutboundMessage.of("{\"tag\":\"a\",\"key\":\"b\"}").build());
		Map<String, Object> same = Map.of("key", "b", "tag", "a");
		assertThatIllegalStateException()
			.isThrownBy(() -> assertThat(this.broker).topic("audit").visible().hasPayload(same))
			.withMessageContaining("readPayloads");
		RocketMqHttpAssertions.readPayloads(this.broker, new JacksonPayloadConverter(new ObjectMapper()));
		assertThat(this.broker).topic("audit").visible().hasPayload(new TreeMap<>(same));
		assertThat(this.broker).topic("audit").visible().hasPayload(new Label("a", "b"));
		assertFails(() -> assertThat(this.broker).topic("audit").visible().hasPayload(new Label("a", "c")),
				"Label[tag=a, key=c]", "body {\"tag\":\"a\",\"key\":\"b\"}");
		assertFails(() -> assertThat(this.broker).topic("audit").visible().hasPayload(List.of(1)), "[1]");
	}

	@Test
	void bytesAreComparedAsTheyTravel() {
		this.client.publish("audit", OutboundMessage.of("AQI=").build());
		assertThat(this.broker).topic("audit").visible().hasPayload(new byte[] { 1, 2 });
		assertFails(() -> assertThat(this.broker).topic("audit").visible().hasPayload(new byte[] { 1, 3 }), "[1, 3]");
	}

	@Test
	void descriptionsAndListsAreThoseOfAssertJ() {
		half("first");
		assertFails(() -> assertThat(this.broker).as("after the crash").topic("orders").committed(),
				"[after the crash]");
		assertFails(() -> assertThat(this.broker).topic("orders").as("later").half().hasTag("x"), "[later]");
		assertThat(this.broker).topic("orders").half(1).extracting(MessageView::body).containsExactly("first");
		assertThat(this.broker).topic("orders").half(1).filteredOn((message) -> false).isEmpty();
	}

	private String half(String body) {
		return Objects.requireNonNull(this.client
			.publishHalf("orders",
					OutboundMessage.of(body).tag("created").key("k").immunityTime(Duration.ofSeconds(10)).build())
			.receiptHandle());
	}

	private static void assertFails(ThrowingCallable assertion, String... texts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((failure) -> assertThat(String.valueOf(failure.getMessage()).replaceAll("[0-9A-F]{32}", "ID"))
				.contains(texts));
	}

	private record Label(String tag, String key) {
	}

}
