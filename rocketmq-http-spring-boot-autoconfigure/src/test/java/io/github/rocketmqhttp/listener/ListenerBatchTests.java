package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class ListenerBatchTests {

	private final ListenerBroker broker = new ListenerBroker();

	private final ListenerApplication application = this.broker.application();

	@AfterEach
	void stop() {
		this.application.close();
		this.broker.close();
	}

	@Test
	void aListGetsAllMessagesOfAPollInOneCallAndOneAcknowledgement() {
		Payloads listener = new Payloads();
		this.application.bean("payloads", listener).configuration(LocalValidatorFactoryBean.class);
		for (int i = 1; i <= 16; i++) {
			this.broker.publish("payloads", "{\"amount\":" + i + "}");
		}
		this.application.start();
		this.broker.awaitConsumed("payloads", 16);
		assertThat(listener.calls).singleElement().satisfies((call) -> assertThat(call).hasSize(16));
		assertThat(this.broker.acknowledgements).containsExactly(16);
	}

	@Test
	void aListMayHoldMessagesOrDeliveries() {
		Wrapped listener = new Wrapped();
		this.application.bean("wrapped", listener);
		String id = this.broker.publish("wrapped", OutboundMessage.of("{\"amount\":7}").tag("paid"));
		this.application.start();
		await().until(() -> listener.got.size() == 2);
		assertThat(listener.got).containsExactlyInAnyOrder("7 paid " + id, "delivery " + id);
	}

	@Test
	void anUnreadableOrInvalidElementIsLeftOutAndFailsAlone(CapturedOutput output) {
		Payloads listener = new Payloads();
		this.application.bean("payloads", listener).configuration(LocalValidatorFactoryBean.class);
		this.broker.publish("payloads", "{\"amount\":1}", "not json", "{\"amount\":-3}", "{\"amount\":2}");
		this.application.start();
		this.broker.awaitConsumed("payloads", 2);
		assertThat(listener.calls).containsExactly(List.of(new Payment(1), new Payment(2)));
		assertThat(this.broker.group("payloads").invisible()).isEqualTo(2);
		assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).hasSize(2)
			.anyMatch((line) -> line.contains("amount (Positive)"));
		assertThat(output).doesNotContain("not json");
	}

	@Test
	void aListThatFailsComesBackAsAWhole() {
		Failing listener = new Failing();
		this.application.bean("failing", listener);
		this.broker.publish("failing", "a", "b", "c");
		this.application.start();
		await().until(() -> this.application.container("failing.receive").getCounts().failed() == 3);
		assertThat(this.broker.group("failing").invisible()).isEqualTo(3);
		this.broker.advance(Duration.ofMinutes(5));
		this.broker.awaitConsumed("failing", 3);
	}

	record Payment(@Positive int amount) {
	}

	static class Payloads {

		final Queue<List<Payment>> calls = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "payloads")
		void receive(@Valid List<Payment> payments) {
			this.calls.add(payments);
		}

	}

	static class Wrapped {

		final Queue<String> got = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "wrapped", consumerGroup = "GID_1")
		void messages(List<Message<Payment>> messages) {
			messages.forEach((message) -> this.got
				.add(message.getPayload().amount() + " " + message.getHeaders().get(RocketMqHttpHeaders.TAG) + " "
						+ message.getHeaders().get(RocketMqHttpHeaders.MESSAGE_ID)));
		}

		@RocketMqHttpListener(topic = "wrapped", consumerGroup = "GID_2", ackMode = AckMode.MANUAL)
		void deliveries(List<ReceivedMessage> messages, Acknowledgement acknowledgement) {
			messages.forEach((message) -> this.got.add("delivery " + message.messageId()));
			acknowledgement.acknowledge();
		}

	}

	static class Failing {

		@RocketMqHttpListener(topic = "failing")
		void receive(List<ReceivedMessage> messages) {
			if (messages.get(0).consumedTimes() == 1) {
				throw new IllegalStateException("not yet");
			}
		}

	}

}
