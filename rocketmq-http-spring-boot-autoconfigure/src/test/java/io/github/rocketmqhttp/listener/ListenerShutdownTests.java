package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops listeners while messages are in every state: not fetched, waiting for a worker,
 * in hand, handled and not yet acknowledged, acknowledged.
 */
@Timeout(180)
class ListenerShutdownTests {

	private static final int WORKERS = 2;

	private static final int QUICK = 5;

	private static final int MESSAGES = 40;

	private final ListenerBroker broker = new ListenerBroker();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "AUTO", "BATCH", "MANUAL" })
	void whatWasHandledIsAcknowledgedAndTheRestComesBack(AckMode mode) {
		Modes listener = new Modes();
		String topic = mode.name();
		this.broker.publish(topic, IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toArray(String[]::new));
		ListenerApplication application = application(listener).start();
		application.registry().start(topic);
		listener.gate.release(QUICK);
		await().until(() -> listener.entered.size() == QUICK + WORKERS
				&& application.container(topic).getMessagesInHand() > WORKERS);
		CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
		await().until(() -> !application.container(topic).isRunning());
		listener.gate.release(WORKERS);
		assertThat(closing).succeedsWithin(Duration.ofMinutes(1));
		assertThat(listener.finished).hasSize(QUICK + WORKERS).doesNotHaveDuplicates();
		assertThat(this.broker.group(topic).consumed()).as("no acknowledgement is lost").isEqualTo(QUICK + WORKERS);
		Set<String> before = Set.copyOf(listener.finished);
		listener.gate.release(MESSAGES);
		this.broker.advance(Duration.ofMinutes(5));
		try (ListenerApplication second = application(listener).start()) {
			second.registry().start(topic);
			this.broker.awaitConsumed(topic, MESSAGES);
		}
		assertThat(listener.finished).hasSize(MESSAGES).doesNotHaveDuplicates().containsAll(before);
	}

	private ListenerApplication application(Modes listener) {
		return this.broker.application(ListenerBroker.settings().concurrency(WORKERS)).bean("modes", listener);
	}

	static class Modes {

		final Queue<String> entered = new ConcurrentLinkedQueue<>();

		final Queue<String> finished = new ConcurrentLinkedQueue<>();

		final Semaphore gate = new Semaphore(0);

		@RocketMqHttpListener(id = "AUTO", topic = "AUTO", autoStartup = "false")
		void auto(String body) throws InterruptedException {
			handle(body);
		}

		@RocketMqHttpListener(id = "BATCH", topic = "BATCH", ackMode = AckMode.BATCH, autoStartup = "false")
		void batch(String body) throws InterruptedException {
			handle(body);
		}

		@RocketMqHttpListener(id = "MANUAL", topic = "MANUAL", ackMode = AckMode.MANUAL, autoStartup = "false")
		void manual(String body, Acknowledgement acknowledgement) throws InterruptedException {
			handle(body);
			acknowledgement.acknowledge();
		}

		private void handle(String body) throws InterruptedException {
			this.entered.add(body);
			this.gate.acquire();
			this.finished.add(body);
		}

	}

}
