package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the service itself puts aside after its last delivery.
 */
@Timeout(180)
class ServiceDeadLetterTests {

	private static final int DELIVERIES = 3;

	private final ListenerBroker broker = new ListenerBroker((builder) -> builder.maxDeliveries(DELIVERIES));

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void aListenerReadsWhatAnotherGroupFailedToHandle() {
		Hopeless hopeless = new Hopeless();
		Undertaker undertaker = new Undertaker();
		String id = this.broker.publish("orders", OutboundMessage.of("o-1").key("k-1"));

		try (ListenerApplication application = this.broker.application()
			.bean("hopeless", hopeless)
			.bean("undertaker", undertaker)
			.start()) {
			await().pollInterval(Duration.ofMillis(50)).until(() -> {
				this.broker.advance(Duration.ofMinutes(6));
				return !undertaker.letters.isEmpty();
			});
			assertThat(application.registry().isRunning()).isTrue();
		}

		assertThat(hopeless.calls).hasValue(DELIVERIES);
		assertThat(undertaker.letters).singleElement().satisfies((letter) -> {
			assertThat(letter.body()).isEqualTo("o-1");
			assertThat(letter.key()).isEqualTo("k-1");
			assertThat(letter.messageId()).isEqualTo(id);
		});
	}

	static class Hopeless {

		final AtomicInteger calls = new AtomicInteger();

		@RocketMqHttpListener(topic = "orders")
		void receive(String body) {
			this.calls.incrementAndGet();
			throw new IllegalStateException("every time");
		}

	}

	static class Undertaker {

		final Queue<ReceivedMessage> letters = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "DLQ_" + ListenerBroker.GROUP, consumerGroup = "GID_undertaker")
		void receive(ReceivedMessage letter) {
			this.letters.add(letter);
		}

	}

}
