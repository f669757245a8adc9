package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerDeliveryTests {

	private static final String SECRET = "s3cr3t";

	private RocketMqHttpBroker broker;

	private RocketMqHttpClient producer;

	private ListenerApplication application;

	@BeforeEach
	void start() {
		this.broker = RocketMqHttpBroker.builder().start();
		this.producer = RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.build();
		this.application = new ListenerApplication(this.broker.endpoint());
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.producer.close();
		this.broker.close();
	}

	@Test
	void messagesReachTheMethodAndAreAcknowledged() {
		OrderListener listener = new OrderListener();
		this.application.bean("orders", listener).start();
		for (int i = 1; i <= 40; i++) {
			publish("orders", "{\"id\":\"o-" + i + "\",\"amount\":1}");
		}
		await().until(() -> listener.got.size() == 40);
		await().untilAsserted(() -> assertThat(group("orders", "GID_orders")).satisfies((group) -> {
			assertThat(group.consumed()).isEqualTo(40);
			assertThat(group.invisible()).isZero();
		}));
		assertThat(listener.got).extracting(Order::id).doesNotHaveDuplicates();
	}

	@Test
	void everyKindOfArgumentIsResolved() throws InterruptedException {
		ArgumentListener listener = new ArgumentListener();
		this.application.bean("arguments", listener).start();
		String id = this.producer
			.publish("arguments",
					OutboundMessage.of("[{\"id\":\"o-1\",\"amount\":5}]")
						.tag("created")
						.key("k-1")
						.property("count", "7")
						.property("id", "user's own")
						.property("nativeHeaders", "user's own")
						.build())
			.messageId();
		assertThat(listener.got.poll(1, TimeUnit.MINUTES)).isEqualTo(List.of(List.of(new Order("o-1", 5)),
				List.of(new Order("o-1", 5)), id, 7, "created", "none", "k-1", "user's own", 1));
		awaitConsumed("arguments", "GID_default", 1);
	}

	@Test
	void aMethodWithoutPayloadOrWithTextGetsWhatItAsksFor() throws InterruptedException {
		TextListener listener = new TextListener();
		this.application.bean("texts", listener).start();
		publish("texts", "not json");
		assertThat(List.of(next(listener.got), next(listener.got), next(listener.got)))
			.containsExactlyInAnyOrder("text not json", "object not json", "no argument");
	}

	@Test
	void inheritedMethodsGetWhatTheirClassSaysOfTheirVariables() throws InterruptedException {
		InheritedListener listener = new InheritedListener();
		this.application.bean("inherited", listener).start();
		publish("inherited", "{\"first\":{\"id\":\"o-1\",\"amount\":5}}");
		for (int i = 0; i < 4; i++) {
			assertThat(listener.got.poll(1, TimeUnit.MINUTES)).isEqualTo(Map.of("first", new Order("o-1", 5)));
		}
	}

	@Test
	void onlyMessagesWithAMatchingTagArrive() throws InterruptedException {
		TagListener listener = new TagListener();
		this.application.bean("tags", listener).start();
		for (String tag : List.of("created", "deleted", "paid")) {
			this.producer.publish("tagged", OutboundMessage.of(tag).tag(tag).build());
		}
		assertThat(List.of(next(listener.got), next(listener.got))).containsExactlyInAnyOrder("created", "paid");
		awaitConsumed("tagged", "GID_default", 2);
		assertThat(listener.got).isEmpty();
	}

	@Test
	void aFailedMessageComesBackAfterItsInvisibleTimeAndOneWarningSaysSo(CapturedOutput output) {
		FailingListener listener = new FailingListener();
		this.application.bean("failing", listener).start();
		String id = publish("failing", SECRET);
		await().until(() -> listener.deliveries.size() == 1);
		await().until(() -> output.toString().contains("Listener failing.receive failed"));
		assertThat(group("failing", "GID_default").invisible()).isEqualTo(1);
		this.broker.advance(Duration.ofMinutes(5));
		awaitConsumed("failing", "GID_default", 1);
		assertThat(listener.deliveries).containsExactly(1, 2);
		assertThat(lines(output, "WARN")).singleElement()
			.satisfies((line) -> assertThat(line).contains(id, "topic failing", "GID_default", "delivery 1"));
		assertThat(output).contains("the stock is empty").doesNotContain(SECRET);
	}

	@Test
	void anErrorOutOfAMethodIsAFailedDeliveryToo(CapturedOutput output) {
		ErrorListener listener = new ErrorListener();
		this.application.bean("errors", listener).start();
		publish("errors", "x");
		await().until(() -> output.toString().contains("NoClassDefFoundError"));
		this.broker.advance(Duration.ofMinutes(5));
		awaitConsumed("errors", "GID_default", 1);
	}

	@Test
	void anUnreadableMessageIsReportedWithoutItsContentAndHoldsNobodyUp(CapturedOutput output) {
		OrderListener listener = new OrderListener();
		this.application.bean("orders", listener).start();
		String id = publish("orders", "{\"id\":\"o-1\",\"amount\":\"" + SECRET + "\"}");
		publish("orders", "{\"id\":\"o-2\",\"amount\":1}");
		awaitConsumed("orders", "GID_orders", 1);
		assertThat(listener.got).containsExactly(new Order("o-2", 1));
		assertThat(group("orders", "GID_orders").invisible()).isEqualTo(1);
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies(
					(line) -> assertThat(line).contains(id, "orders", Order.class.getTypeName(), "dead-letter-topic"));
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void anInvalidPayloadIsReportedByFieldWithoutItsValue(CapturedOutput output) {
		ValidatingListener listener = new ValidatingListener();
		this.application.bean("validating", listener).configuration(LocalValidatorFactoryBean.class).start();
		publish("validated", "{\"id\":\"" + SECRET + "\",\"amount\":-4711}");
		publish("validated", "{\"id\":\"o-2\",\"amount\":1}");
		awaitConsumed("validated", "GID_default", 1);
		assertThat(listener.got).containsExactly(new Order("o-2", 1));
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("amount (Positive)"));
		assertThat(output).doesNotContain(SECRET).doesNotContain("4711");
	}

	@Test
	void aMissingOrMistypedHeaderIsReportedWithoutItsValue(CapturedOutput output) {
		this.application.bean("headers", new HeaderListener()).start();
		publish("headers", "x");
		await().until(() -> output.toString().contains("Missing header 'count'"));
		this.producer.publish("headers", OutboundMessage.of("x").property("count", SECRET).build());
		await().until(() -> lines(output, "ERROR").size() == 2);
		assertThat(output).doesNotContain(SECRET);
	}

	private String publish(String topic, String body) {
		return this.producer.publish(topic, OutboundMessage.of(body).build()).messageId();
	}

	private ConsumerGroupView group(String topic, String group) {
		return this.broker.topic(topic).consumerGroup(group).orElseGet(() -> new ConsumerGroupView(group, 0, 0, 0, 0));
	}

	private void awaitConsumed(String topic, String group, long count) {
		await().untilAsserted(() -> assertThat(group(topic, group).consumed()).isEqualTo(count));
	}

	/**
	 * Patient, because builds run on machines that stall for seconds.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

	private static String next(BlockingQueue<String> queue) throws InterruptedException {
		String value = queue.poll(1, TimeUnit.MINUTES);
		return (value != null) ? value : "nothing came";
	}

	private static List<String> lines(CapturedOutput output, String text) {
		return output.toString().lines().filter((line) -> line.contains(text)).toList();
	}

	record Order(String id, @Positive int amount) {
	}

	abstract static class Receiver<T> {

		final BlockingQueue<T> got = new LinkedBlockingQueue<>();

	}

	static class OrderListener extends Receiver<Order> {

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_orders")
		void receive(Order order) {
			this.got.add(order);
		}

	}

	static class ArgumentListener extends Receiver<List<Object>> {

		@RocketMqHttpListener(topic = "arguments")
		void receive(@Payload List<Order> orders, Message<List<Order>> message,
				@Header(RocketMqHttpHeaders.MESSAGE_ID) String id, @Header("count") int count,
				@Header(RocketMqHttpHeaders.TAG) String tag,
				@Header(name = "absent", defaultValue = "none") String absent, @Headers Map<String, Object> headers,
				ReceivedMessage received) {
			this.got.add(List.of(orders, message.getPayload(), id, count, tag, absent,
					String.valueOf(headers.get(RocketMqHttpHeaders.KEY)),
					String.valueOf(received.userProperties().get("id")), received.consumedTimes()));
		}

	}

	abstract static class GenericListener<T> extends Receiver<T> {

		@RocketMqHttpListener(topic = "inherited", consumerGroup = "GID_1")
		void payload(T payload) {
			this.got.add(payload);
		}

		@RocketMqHttpListener(topic = "inherited", consumerGroup = "GID_2")
		void message(Message<T> message) {
			this.got.add(message.getPayload());
		}

		@RocketMqHttpListener(topic = "inherited", consumerGroup = "GID_3")
		void batch(List<T> payloads) {
			this.got.addAll(payloads);
		}

		@RocketMqHttpListener(topic = "inherited", consumerGroup = "GID_4")
		void messages(List<Message<T>> messages) {
			messages.forEach((message) -> this.got.add(message.getPayload()));
		}

	}

	static class InheritedListener extends GenericListener<Map<String, Order>> {

	}

	static class TextListener extends Receiver<String> {

		@RocketMqHttpListener(topic = "texts", consumerGroup = "GID_1")
		void text(CharSequence text) {
			this.got.add("text " + text);
		}

		@RocketMqHttpListener(topic = "texts", consumerGroup = "GID_2")
		void object(Message<?> message) {
			this.got.add("object " + message.getPayload());
		}

		@RocketMqHttpListener(topic = "texts", consumerGroup = "GID_3")
		void nothing() {
			this.got.add("no argument");
		}

	}

	static class TagListener extends Receiver<String> {

		@RocketMqHttpListener(topic = "tagged", tag = "created || paid")
		void receive(String body) {
			this.got.add(body);
		}

	}

	static class FailingListener {

		final BlockingQueue<Integer> deliveries = new LinkedBlockingQueue<>();

		@RocketMqHttpListener(topic = "failing")
		void receive(String body, @Header(RocketMqHttpHeaders.CONSUMED_TIMES) int delivery) {
			this.deliveries.add(delivery);
			if (delivery == 1) {
				throw new IllegalStateException("the stock is empty");
			}
		}

	}

	static class ErrorListener {

		@RocketMqHttpListener(topic = "errors")
		void receive(ReceivedMessage message) {
			if (message.consumedTimes() == 1) {
				throw new NoClassDefFoundError("missing");
			}
		}

	}

	static class ValidatingListener extends Receiver<Order> {

		@RocketMqHttpListener(topic = "validated")
		void receive(@Valid @Payload Order order) {
			this.got.add(order);
		}

	}

	static class HeaderListener {

		@RocketMqHttpListener(topic = "headers")
		void receive(@Header("count") int count) {
			throw new IllegalStateException("reached with " + count);
		}

	}

}
