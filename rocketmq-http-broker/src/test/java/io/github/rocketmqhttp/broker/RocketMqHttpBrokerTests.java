package io.github.rocketmqhttp.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicId;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The broker through the client, as an application sees it.
 */
class RocketMqHttpBrokerTests {

	private static final String GROUP = "GID_orders";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();

	private final RocketMqHttpClient client = RocketMqHttpClient.builder()
		.endpoint(this.broker.endpoint())
		.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
		.build();

	@AfterEach
	void close() {
		this.client.close();
		this.broker.close();
	}

	@Test
	void aPublishedMessageIsDeliveredUntilItIsAcknowledged() {
		PublishReceipt receipt = this.client.publish("orders",
				OutboundMessage.of("body <1>\r\n").tag("created").key("o-1").property("a", "1").build());
		assertThat(receipt.messageId()).matches("[0-9A-F]{32}");
		ReceivedMessage message = consume(Duration.ZERO).get(0);
		assertThat(message.body()).isEqualTo("body <1>\r\n");
		assertThat(message.tag()).isEqualTo("created");
		assertThat(message.key()).isEqualTo("o-1");
		assertThat(message.messageId()).isEqualTo(receipt.messageId());
		assertThat(message.bodyMd5()).isEqualTo(receipt.bodyMd5());
		assertThat(message.consumedTimes()).isEqualTo(1);
		assertThat(consume(Duration.ZERO)).isEmpty();
		this.client.acknowledge("orders", GROUP, List.of(message.receiptHandle()));
		this.broker.advance(Duration.ofMinutes(6));
		assertThat(consume(Duration.ZERO)).isEmpty();
		assertThat(this.broker.topic("orders").consumerGroup(GROUP).orElseThrow().consumed()).isEqualTo(1);
	}

	@Test
	void aLongPollEndsAsSoonAsThereIsAMessage() throws Exception {
		CompletableFuture<List<ReceivedMessage>> poll = this.client
			.consumeAsync(ConsumeRequest.of("orders", GROUP).withWaitTime(Duration.ofSeconds(30)));
		PublishReceipt receipt = this.client.publish("orders", OutboundMessage.of("late").build());
		assertThat(poll.get(10, TimeUnit.SECONDS)).extracting(ReceivedMessage::messageId)
			.containsExactly(receipt.messageId());
	}

	@Test
	void aWaitingPollGetsRedeliveriesAndScheduledMessagesInRealTime() throws Exception {
		try (RocketMqHttpBroker quick = RocketMqHttpBroker.builder().invisibleTime(Duration.ofMillis(300)).start();
				RawConnection connection = new RawConnection(quick)) {
			String target = "/topics/orders/messages";
			String poll = target + "?consumer=GID_a&numOfMessages=1&waitseconds=15";
			long soon = System.currentTimeMillis() + 500;
			connection.call("POST", target, "<Message><MessageBody>a</MessageBody></Message>");
			for (int times = 1; times <= 3; times++) {
				assertThat(connection.call("GET", poll).element("ConsumedTimes")).isEqualTo(Integer.toString(times));
			}
			connection.call("POST", "/topics/later/messages",
					"<Message><MessageBody>b</MessageBody><Properties>__STARTDELIVERTIME:" + (soon + 1000)
							+ "</Properties></Message>");
			assertThat(connection.call("GET", poll.replace("orders", "later")).element("MessageBody")).isEqualTo("b");
			assertThat(System.currentTimeMillis()).isBetween(soon + 1000, soon + 12_000);
		}
	}

	@Test
	void aHalfMessageIsInvisibleUntilItIsCommitted() {
		PublishReceipt receipt = half();
		assertThat(consume(Duration.ZERO)).isEmpty();
		assertThat(this.broker.topic("orders").half()).extracting(MessageView::messageId)
			.containsExactly(receipt.messageId());
		this.client.commit("orders", GROUP, handle(receipt));
		assertThat(consume(Duration.ZERO)).extracting(ReceivedMessage::messageId).containsExactly(receipt.messageId());
		assertThat(this.broker.topic("orders").committed()).hasSize(1);
		assertThatExceptionOfType(AcknowledgeException.class)
			.isThrownBy(() -> this.client.commit("orders", GROUP, handle(receipt)));
	}

	@Test
	void aBackCheckIsOfferedAfterTheImmunityTimeAndItsHandleDecides() {
		PublishReceipt receipt = half();
		this.broker.advance(Duration.ofSeconds(10));
		assertThat(this.broker.topic("orders").inDoubt()).hasSize(1);
		List<ReceivedMessage> checks = this.client.consumeHalf(ConsumeRequest.of("orders", GROUP));
		assertThat(checks).extracting(ReceivedMessage::messageId).containsExactly(receipt.messageId());
		assertThatExceptionOfType(AcknowledgeException.class)
			.isThrownBy(() -> this.client.commit("orders", GROUP, handle(receipt)));
		this.client.rollback("orders", GROUP, checks.get(0).receiptHandle());
		assertThat(this.broker.topic("orders").rolledBack()).hasSize(1);
		assertThat(this.broker.topic("orders").half()).isEmpty();
		assertThat(consume(Duration.ZERO)).isEmpty();
	}

	@Test
	void aScheduledMessageCanBeSeenBeforeItsTime() {
		for (int hours : List.of(2, 1)) {
			this.client.publish("orders",
					OutboundMessage.of("in " + hours)
						.deliverAt(this.broker.clock().instant().plus(Duration.ofHours(hours)))
						.build());
		}
		assertThat(this.broker.topic("orders").scheduled()).extracting(MessageView::body)
			.containsExactly("in 1", "in 2");
		this.broker.advance(Duration.ofMinutes(90));
		assertThat(this.broker.topic("orders").scheduled()).extracting(MessageView::body).containsExactly("in 2");
		assertThat(this.broker.topic("orders").visible()).extracting(MessageView::body).containsExactly("in 1");
	}

	@Test
	void topicsThatAreUsedAreKnownByName() {
		assertThat(this.broker.topics()).isEmpty();
		this.client.publish("orders", OutboundMessage.of("first").build());
		assertThat(this.broker.topic("MQ_INST_2", "audit").visible()).isEmpty();
		this.client.publish("invoices", OutboundMessage.of("second").build());
		assertThat(this.broker.topics()).containsExactly(TopicId.of("invoices"), TopicId.of("orders"),
				new TopicId("MQ_INST_2", "audit"));
	}

	private PublishReceipt half() {
		return this.client.publishHalf("orders",
				OutboundMessage.of("half").immunityTime(Duration.ofSeconds(10)).build());
	}

	private List<ReceivedMessage> consume(Duration wait) {
		return this.client.consume(ConsumeRequest.of("orders", GROUP).withBatchSize(16).withWaitTime(wait));
	}

	private static String handle(PublishReceipt receipt) {
		String handle = receipt.receiptHandle();
		assertThat(handle).isNotNull();
		return (handle != null) ? handle : "";
	}

}
