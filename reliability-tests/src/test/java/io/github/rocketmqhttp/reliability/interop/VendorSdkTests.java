package io.github.rocketmqhttp.reliability.interop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.aliyun.mq.http.MQClient;
import com.aliyun.mq.http.MQConsumer;
import com.aliyun.mq.http.MQProducer;
import com.aliyun.mq.http.MQTransProducer;
import com.aliyun.mq.http.model.Message;
import com.aliyun.mq.http.model.TopicMessage;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.reliability.interop.ShopApplication.Shop;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Programs on the vendor's SDK and an application on this starter understand each other,
 * for every kind of message.
 */
@Timeout(180)
class VendorSdkTests {

	private static final String VENDORS_GROUP = "GID_vendor";

	private static final int IMMUNITY_SECONDS = 10;

	private RocketMqHttpBroker broker;

	private ConfigurableApplicationContext application;

	private Shop shop;

	private MQClient vendor;

	@BeforeEach
	void start() {
		this.broker = RocketMqHttpBroker.builder()
			.topic(Topics.NORMAL, TopicType.NORMAL)
			.topic(Topics.ORDERED, TopicType.ORDERED)
			.topic(Topics.SCHEDULED, TopicType.SCHEDULED)
			.topic(Topics.TRANSACTION, TopicType.TRANSACTION)
			.topic(Topics.FOREIGN, TopicType.TRANSACTION)
			.start();
		this.application = ShopApplication.start(this.broker.endpoint());
		this.shop = this.application.getBean(Shop.class);
		this.vendor = new MQClient(this.broker.endpoint(), "key", "secret");
	}

	@AfterEach
	void stop() {
		this.vendor.close();
		this.application.close();
		this.broker.close();
	}

	@Test
	void aListenerReceivesANormalMessageOfTheVendorsProducer() {
		MQProducer producer = this.vendor.getProducer(null, Topics.NORMAL);
		producer.publishMessage(message("other", "ignored"));
		TopicMessage message = message("p-1 äöü", "created");
		message.setMessageKey("k-1");
		message.getProperties().put("source", "shop");
		String id = producer.publishMessage(message).getMessageId();

		awaitReceived(1);

		assertThat(this.shop.received()).singleElement().satisfies((received) -> {
			assertThat(received.messageId()).isEqualTo(id);
			assertThat(received.body()).isEqualTo("p-1 äöü");
			assertThat(received.tag()).isEqualTo("created");
			assertThat(received.key()).isEqualTo("k-1");
			assertThat(received.userProperties()).containsEntry("source", "shop");
		});
	}

	@Test
	void aListenerReceivesOrderedMessagesOfTheVendorsProducerInOrderAlthoughItFails() {
		MQProducer producer = this.vendor.getProducer(null, Topics.ORDERED);
		List<String> bodies = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			String body = (i == 3) ? ShopApplication.FAILS_ONCE : "s-" + i;
			TopicMessage message = message(body, "created");
			message.setShardingKey("key");
			producer.publishMessage(message);
			bodies.add(body);
		}

		await().until(() -> failures() == 1 && consumed(Topics.ORDERED) == 3);
		this.broker.advance(Duration.ofMinutes(1));
		awaitReceived(bodies.size());

		assertThat(this.shop.received()).extracting(ReceivedMessage::body).containsExactlyElementsOf(bodies);
		assertThat(this.shop.received()).extracting(ReceivedMessage::shardingKey).containsOnly("key");
	}

	@Test
	void aListenerReceivesAScheduledMessageOfTheVendorsProducerAtItsTime() {
		TopicMessage message = message("l-1", "created");
		Instant due = Instant.now().plus(Duration.ofHours(1));
		message.setStartDeliverTime(due.toEpochMilli());
		this.vendor.getProducer(null, Topics.SCHEDULED).publishMessage(message);
		assertThat(this.shop.received()).isEmpty();

		this.broker.advance(Duration.ofHours(1));

		awaitReceived(1);
		assertThat(this.shop.received().get(0).body()).isEqualTo("l-1");
		assertThat(this.shop.received().get(0).deliverAt()).isEqualTo(Instant.ofEpochMilli(due.toEpochMilli()));
	}

	@Test
	void aListenerReceivesWhatTheVendorsProducerCommitsAndNothingElse() {
		MQTransProducer producer = this.vendor.getTransProducer(null, Topics.TRANSACTION, VENDORS_GROUP);
		String bad = producer.publishMessage(half("o-2")).getReceiptHandle();
		String good = producer.publishMessage(half("o-1")).getReceiptHandle();

		producer.rollback(bad);
		producer.commit(good);

		awaitReceived(1);
		assertThat(this.shop.received()).extracting(ReceivedMessage::body).containsExactly("o-1");
		assertThat(bodies(this.broker.topic(Topics.TRANSACTION).rolledBack())).containsExactly("o-2");
	}

	@Test
	void aHandlerAnswersForHalfMessagesThatTheVendorsProducerLeftOpen() {
		MQTransProducer producer = this.vendor.getTransProducer(null, Topics.TRANSACTION, VENDORS_GROUP);
		producer.publishMessage(half("bad-1"));
		producer.publishMessage(half("o-1"));

		this.broker.advance(Duration.ofSeconds(IMMUNITY_SECONDS + 1));

		await().until(() -> this.broker.topic(Topics.TRANSACTION).half().isEmpty());
		awaitReceived(1);
		assertThat(this.shop.received()).extracting(ReceivedMessage::body).containsExactly("o-1");
		assertThat(bodies(this.broker.topic(Topics.TRANSACTION).rolledBack())).containsExactly("bad-1");
	}

	@Test
	void theVendorsProducerAnswersForHalfMessagesThatOursLeftOpen() {
		for (String body : List.of("o-1", "o-2")) {
			template().getClient()
				.publishHalf(Topics.FOREIGN,
						OutboundMessage.of(body).immunityTime(Duration.ofSeconds(IMMUNITY_SECONDS)).build());
		}
		this.broker.advance(Duration.ofSeconds(IMMUNITY_SECONDS + 1));
		MQTransProducer producer = this.vendor.getTransProducer(null, Topics.FOREIGN, VENDORS_GROUP);

		List<Message> open = producer.consumeHalfMessage(16, 3);

		assertThat(open).extracting(VendorSdkTests::body).containsExactlyInAnyOrder("o-1", "o-2");
		for (Message message : open) {
			if (body(message).equals("o-1")) {
				producer.commit(message.getReceiptHandle());
			}
			else {
				producer.rollback(message.getReceiptHandle());
			}
		}
		assertThat(bodies(this.broker.topic(Topics.FOREIGN).committed())).containsExactly("o-1");
		assertThat(bodies(this.broker.topic(Topics.FOREIGN).rolledBack())).containsExactly("o-2");
	}

	@Test
	void theVendorsConsumerReceivesNormalAndScheduledMessagesOfTheTemplate() {
		Instant due = Instant.now().plus(Duration.ofHours(1));
		template().newMessage("p-1 äöü")
			.topic(Topics.NORMAL)
			.tag("created")
			.key("k-1")
			.property("source", "shop")
			.send();
		template().newMessage("l-1").topic(Topics.SCHEDULED).deliverAt(due).send();

		MQConsumer normal = this.vendor.getConsumer(null, Topics.NORMAL, VENDORS_GROUP, "created");
		Message message = only(normal.consumeMessage(16, 3));
		assertThat(body(message)).isEqualTo("p-1 äöü");
		assertThat(message.getMessageTag()).isEqualTo("created");
		assertThat(message.getMessageKey()).isEqualTo("k-1");
		assertThat(message.getProperties()).containsEntry("source", "shop");
		normal.ackMessage(List.of(message.getReceiptHandle()));

		MQConsumer scheduled = this.vendor.getConsumer(null, Topics.SCHEDULED, VENDORS_GROUP, null);
		assertThat(scheduled.consumeMessage(16, 1)).isNull();
		this.broker.advance(Duration.ofHours(1));
		assertThat(body(only(scheduled.consumeMessage(16, 3)))).isEqualTo("l-1");
		assertThat(normal.consumeMessage(16, 1)).as("acknowledged, and its invisible time is over").isNull();
	}

	@Test
	void theVendorsConsumerReceivesOrderedMessagesOfTheTemplateInOrder() {
		List<String> bodies = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			template().newMessage("s-" + i).topic(Topics.ORDERED).shardingKey("key").send();
			bodies.add("s-" + i);
		}
		MQConsumer consumer = this.vendor.getConsumer(null, Topics.ORDERED, VENDORS_GROUP, null);
		List<String> received = new ArrayList<>();
		while (received.size() < bodies.size()) {
			List<Message> batch = consumer.consumeMessageOrderly(16, 3);
			assertThat(batch).isNotEmpty();
			batch.forEach((message) -> received.add(body(message)));
			consumer.ackMessage(batch.stream().map(Message::getReceiptHandle).toList());
		}

		assertThat(received).containsExactlyElementsOf(bodies);
	}

	@Test
	void theVendorsConsumerReceivesWhatATransactionCommitsAndNothingElse() {
		this.shop.place("o-1");
		assertThatIllegalStateException().isThrownBy(() -> this.shop.place("bad-1"));

		MQConsumer consumer = this.vendor.getConsumer(null, Topics.TRANSACTION, VENDORS_GROUP, "created");
		Message message = only(consumer.consumeMessage(16, 3));
		assertThat(body(message)).isEqualTo("o-1");
		assertThat(message.getMessageKey()).isEqualTo("o-1");
		consumer.ackMessage(List.of(message.getReceiptHandle()));
		assertThat(bodies(this.broker.topic(Topics.TRANSACTION).rolledBack())).containsExactly("bad-1");
	}

	private long failures() {
		return this.application.getBean(RocketMqHttpListenerContainerRegistry.class)
			.getContainers()
			.stream()
			.mapToLong((container) -> container.getCounts().failed())
			.sum();
	}

	private long consumed(String topic) {
		return this.broker.topic(topic).consumerGroup("GID_ours").map(ConsumerGroupView::consumed).orElse(0L);
	}

	private RocketMqHttpTemplate template() {
		return this.application.getBean(RocketMqHttpTemplate.class);
	}

	private static TopicMessage message(String body, String tag) {
		return new TopicMessage(body.getBytes(StandardCharsets.UTF_8), tag);
	}

	private static TopicMessage half(String body) {
		TopicMessage message = message(body, "created");
		message.setTransCheckImmunityTime(IMMUNITY_SECONDS);
		return message;
	}

	private static Message only(List<Message> messages) {
		assertThat(messages).hasSize(1);
		return messages.get(0);
	}

	private static String body(Message message) {
		return new String(message.getMessageBodyBytes(), StandardCharsets.UTF_8);
	}

	private static List<String> bodies(List<MessageView> messages) {
		return messages.stream().map(MessageView::body).toList();
	}

	private void awaitReceived(int count) {
		await().until(() -> this.shop.received().size() >= count);
		assertThat(this.shop.received()).hasSize(count);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

}
