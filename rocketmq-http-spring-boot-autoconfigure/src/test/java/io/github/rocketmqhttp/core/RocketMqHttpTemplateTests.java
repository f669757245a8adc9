package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConversionException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RocketMqHttpTemplateTests {

	private RocketMqHttpBroker broker;

	private RocketMqHttpClient client;

	private RocketMqHttpTemplate template;

	@BeforeEach
	void start() {
		this.broker = RocketMqHttpBroker.builder().start();
		this.client = RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.build();
		this.template = template(new TemplateDefaults("orders", "GID_orders"));
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.broker.close();
	}

	@Test
	void aMessageArrivesWithAllItsParts() {
		PublishReceipt receipt = this.template.newMessage(new Order("o-1", 5))
			.topic("sales")
			.tag("created")
			.key("k-1")
			.property("traceparent", "00-a|b:c")
			.send();
		Message<Order> message = receive("sales", Order.class).orElseThrow();
		assertThat(message.getPayload()).isEqualTo(new Order("o-1", 5));
		assertThat(message.getHeaders()).containsEntry(RocketMqHttpHeaders.MESSAGE_ID, receipt.messageId())
			.containsEntry(RocketMqHttpHeaders.TAG, "created")
			.containsEntry(RocketMqHttpHeaders.KEY, "k-1")
			.containsEntry("traceparent", "00-a|b:c");
	}

	@Test
	void theNamesThatTieAMessageToItsTransactionAreRefused() {
		TransactionHeaders.NAMES.forEach((name) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.newMessage("a").property(name, "1"))
			.withMessageContaining(name));
	}

	@Test
	@SuppressWarnings("NullAway") // As callers that nothing checks.
	void aPropertyThatIsNullIsNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.newMessage("a").property("customer", null).send())
			.withMessage("The property 'customer' is null: leave it out.");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OutboundMessage.of("a").property("customer", null).build())
			.withMessageContaining("'customer'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OutboundMessage.of("a").properties(Collections.singletonMap("customer", null)).build())
			.withMessageContaining("'customer'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.newMessage("a").property(null, "x").send())
			.withMessage("The name of a property is null.");
	}

	@Test
	void withoutATopicTheDefaultOneIsUsed() {
		this.template.newMessage("a").send();
		assertThat(this.template.newMessage("b").sendAsync()).succeedsWithin(Duration.ofMinutes(1));
		List<Message<String>> messages = this.template
			.receiveBatch(ConsumeRequest.of("orders", "GID_orders").withBatchSize(16), String.class);
		assertThat(messages).extracting(Message::getPayload).containsExactly("a", "b");
	}

	@Test
	void plainSendsReachTheirTopic() {
		this.template.send("sales", new byte[] { 1, 2 });
		assertThat(receive("sales", byte[].class).orElseThrow().getPayload()).containsExactly(1, 2);
		assertThat(this.template.sendAsync("sales", 7)).succeedsWithin(Duration.ofMinutes(1));
		assertThat(receive("sales", int.class).orElseThrow().getPayload()).isEqualTo(7);
	}

	@Test
	void receivingNothingIsNoError() {
		assertThat(receive("sales", String.class)).isEmpty();
	}

	@Test
	void anAcknowledgedMessageDoesNotComeBack() {
		this.template.send("sales", "x");
		this.template.acknowledge(receive("sales", String.class).orElseThrow());
		this.broker.advance(Duration.ofMinutes(5));
		assertThat(receive("sales", String.class)).isEmpty();
	}

	@Test
	void anUnacknowledgedMessageComesBack() {
		this.template.send("sales", "x");
		Message<String> first = receive("sales", String.class).orElseThrow();
		this.broker.advance(Duration.ofMinutes(5));
		Message<String> second = receive("sales", String.class).orElseThrow();
		assertThat(second.getHeaders()).containsEntry(RocketMqHttpHeaders.CONSUMED_TIMES, 2);
		assertThatExceptionOfType(AcknowledgeException.class).isThrownBy(() -> this.template.acknowledge(first));
	}

	@Test
	void aMessageThatWasNotReceivedCannotBeAcknowledged() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.acknowledge(MessageBuilder.withPayload("x").build()))
			.withMessageContaining(RocketMqHttpHeaders.TOPIC);
	}

	@Test
	void anUnreadableMessageIsNamedAndStaysReadableAsText() {
		this.template.send("sales", "s3cr3t");
		assertThatExceptionOfType(PayloadConversionException.class).isThrownBy(() -> receive("sales", Order.class))
			.withMessageContaining("sales")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cr3t"));
		this.broker.advance(Duration.ofMinutes(5));
		assertThat(receive("sales", String.class).orElseThrow().getPayload()).isEqualTo("s3cr3t");
	}

	@Test
	void aScheduledMessageWaits() {
		this.template.newMessage("x").topic("later").deliverAt(Instant.now().plusSeconds(3600)).send();
		assertThat(receive("later", String.class)).isEmpty();
		this.broker.advance(Duration.ofSeconds(3601));
		assertThat(receive("later", String.class)).isPresent();
	}

	@Test
	void anOrderedMessageCarriesItsShardingKey() {
		this.template.newMessage("x").topic("ordered").shardingKey("s-1").send();
		assertThat(this.client.consumeOrderly(ConsumeRequest.of("ordered", "GID_orders"))).singleElement()
			.satisfies((message) -> assertThat(message.shardingKey()).isEqualTo("s-1"));
	}

	@Test
	void aCommittedHalfMessageIsDelivered() {
		HalfMessageReceipt half = this.template.newMessage(new Order("o-1", 5)).sendHalf(Duration.ofSeconds(30));
		assertThat(half.topic()).isEqualTo("orders");
		assertThat(half.consumerGroup()).isEqualTo("GID_orders");
		assertThat(half.toString()).contains(half.messageId()).doesNotContain(half.receiptHandle());
		assertThat(receive("orders", Order.class)).isEmpty();
		this.template.commit(half);
		assertThat(receive("orders", Order.class).orElseThrow().getPayload()).isEqualTo(new Order("o-1", 5));
		assertThatExceptionOfType(AcknowledgeException.class).isThrownBy(() -> this.template.commit(half));
	}

	@Test
	void aRolledBackHalfMessageIsNeverDelivered() {
		HalfMessageReceipt half = this.template.newMessage("x").sendHalf(Duration.ofSeconds(30));
		this.template.rollback(half);
		this.broker.advance(Duration.ofHours(1));
		assertThat(receive("orders", String.class)).isEmpty();
		assertThat(this.template.receiveHalf(ConsumeRequest.of("orders", "GID_orders"))).isEmpty();
	}

	@Test
	void anUndecidedHalfMessageIsCheckedBackAndDecidedByTheNewHandle() {
		HalfMessageReceipt half = this.template.newMessage("x").property("a", "1").sendHalf(Duration.ofSeconds(10));
		this.broker.advance(Duration.ofSeconds(10));
		List<ReceivedMessage> checks = this.template.receiveHalf(ConsumeRequest.of("orders", "GID_orders"));
		assertThat(checks).singleElement()
			.satisfies((check) -> assertThat(check.userProperties()).isEqualTo(Map.of("a", "1")));
		this.template
			.commit(new HalfMessageReceipt("orders", "GID_orders", half.messageId(), checks.get(0).receiptHandle()));
		assertThat(receive("orders", String.class)).isPresent();
	}

	@Test
	void aMissingTopicOrGroupIsAnsweredWithTheProperty() {
		RocketMqHttpTemplate bare = template(new TemplateDefaults(" ", null));
		assertThatIllegalArgumentException().isThrownBy(() -> bare.newMessage("x").send())
			.withMessageContaining("rocketmq-http.topic");
		assertThatIllegalArgumentException().isThrownBy(() -> bare.newMessage("x").sendAsync())
			.withMessageContaining("rocketmq-http.topic");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> bare.newMessage("x").topic("orders").sendHalf(Duration.ofSeconds(30)))
			.withMessageContaining("rocketmq-http.consumer-group");
	}

	@Test
	void defaultsThatCannotBeSentAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TemplateDefaults("no topic", null))
			.withMessageContaining("no topic");
		assertThatIllegalArgumentException().isThrownBy(() -> new TemplateDefaults(null, "no:group"))
			.withMessageContaining("no:group");
	}

	private <T> Optional<Message<T>> receive(String topic, Class<T> type) {
		return this.template.receive(topic, "GID_a", type);
	}

	private RocketMqHttpTemplate template(TemplateDefaults defaults) {
		return new RocketMqHttpTemplate(this.client, new JacksonPayloadConverter(new ObjectMapper()),
				RetryPolicies.retryTemplate(RetrySettings.DEFAULTS), defaults);
	}

	record Order(String id, int amount) {
	}

}
