package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.messaging.handler.annotation.Header;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(300)
class ListenerOrderTests {

	private static final int MESSAGES = 10_000;

	private static final int KEYS = 64;

	private static final int WORKERS = 8;

	private final ListenerBroker broker = new ListenerBroker((builder) -> builder.maxDeliveries(1000));

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void theFirstSuccessesOfEachKeyAreInOrderWhateverFails() {
		Shaky listener = new Shaky();
		publish();
		try (ListenerApplication application = this.broker.application(ListenerBroker.settings().concurrency(WORKERS))
			.bean("shaky", listener)
			.start()) {
			// What failed comes back, and so does what is in hand at that moment.
			await().pollInterval(Duration.ofMillis(250)).until(() -> {
				this.broker.advance(Duration.ofMinutes(1));
				return this.broker.group("shaky").consumed() == MESSAGES;
			});
			assertThat(application.container("shaky.receive").getCounts().failed()).isGreaterThan(MESSAGES / 40);
		}
		assertThat(listener.overlaps).hasValue(0);
		assertThat(listener.successes).hasSize(KEYS);
		listener.successes.forEach((key, numbers) -> assertThat(numbers).as(key)
			.containsExactlyElementsOf(numbersOf(Integer.parseInt(key.substring(2)))));
	}

	@Test
	void aFailureHoldsBackItsKeyOnlyAndKeysGoSideBySide() {
		Picky listener = new Picky();
		for (String body : List.of("a1", "a2", "b1", "b2", "c1")) {
			this.broker.publish("picky", OutboundMessage.of(body).shardingKey(body.substring(0, 1)));
		}
		try (ListenerApplication application = this.broker.application(ListenerBroker.settings().concurrency(3))
			.bean("picky", listener)
			.start()) {
			await().until(() -> listener.entered.containsAll(Set.of("b1", "c1")));
			assertThat(listener.entered).doesNotContain("b2");
			listener.gate.release(10);
			this.broker.awaitConsumed("picky", 3);
			assertThat(listener.succeeded).containsExactlyInAnyOrder("b1", "b2", "c1");
			await().until(() -> this.broker.group("picky").waitingPolls() == 1);
			this.broker.advance(Duration.ofMinutes(1));
			this.broker.awaitConsumed("picky", 5);
			assertThat(application.container("picky.receive").getCounts().failed()).isEqualTo(1);
		}
		assertThat(listener.succeeded).containsSubsequence("b1", "b2").endsWith("a1", "a2");
	}

	@Test
	void aMessageThatIsNotAcknowledgedByHandHoldsBackItsKey() {
		Forgetful listener = new Forgetful();
		for (String body : List.of("a1", "a2")) {
			this.broker.publish("forgetful", OutboundMessage.of(body).shardingKey("a"));
		}
		try (ListenerApplication application = this.broker.application().bean("forgetful", listener).start()) {
			await().until(() -> this.broker.group("forgetful").waitingPolls() == 1);
			assertThat(listener.entered).containsExactly("a1");
			this.broker.advance(Duration.ofMinutes(1));
			await().until(() -> listener.entered.size() == 2 && this.broker.group("forgetful").waitingPolls() == 1);
			assertThat(this.broker.group("forgetful").invisible()).as("a2 was fetched, too").isEqualTo(2);
			this.broker.advance(Duration.ofMinutes(1));
			this.broker.awaitConsumed("forgetful", 2);
			assertThat(application.registry().isRunning()).isTrue();
		}
		assertThat(listener.entered).containsExactly("a1", "a1", "a1", "a2");
	}

	private void publish() {
		RocketMqHttpClient producer = this.broker.producer();
		List<CompletableFuture<PublishReceipt>> lastOfKeys = new ArrayList<>();
		for (int number = 0; number < MESSAGES; number += KEYS) {
			lastOfKeys.forEach(CompletableFuture::join);
			lastOfKeys.clear();
			for (int i = number; i < Math.min(number + KEYS, MESSAGES); i++) {
				lastOfKeys.add(producer.publishAsync("shaky",
						OutboundMessage.of(Integer.toString(i)).shardingKey("k-" + i % KEYS).build()));
			}
		}
		lastOfKeys.forEach(CompletableFuture::join);
	}

	private static List<Integer> numbersOf(int key) {
		return IntStream.range(0, MESSAGES).filter((number) -> number % KEYS == key).boxed().toList();
	}

	/**
	 * Fails one call in twenty.
	 */
	static class Shaky {

		final Map<String, List<Integer>> successes = new ConcurrentHashMap<>();

		final AtomicInteger overlaps = new AtomicInteger();

		private final Set<String> running = ConcurrentHashMap.newKeySet();

		private final Set<Integer> done = ConcurrentHashMap.newKeySet();

		private final Random random = new Random(42);

		@RocketMqHttpListener(topic = "shaky", ordered = true)
		void receive(String body, @Header(RocketMqHttpHeaders.SHARDING_KEY) String key) {
			if (!this.running.add(key)) {
				this.overlaps.incrementAndGet();
			}
			try {
				if (this.random.nextInt(20) == 0) {
					throw new IllegalStateException("by chance");
				}
				Integer number = Integer.valueOf(body);
				if (this.done.add(number)) {
					this.successes.computeIfAbsent(key, (absent) -> new ArrayList<>()).add(number);
				}
			}
			finally {
				this.running.remove(key);
			}
		}

	}

	static class Picky {

		final Queue<String> entered = new ConcurrentLinkedQueue<>();

		final Queue<String> succeeded = new ConcurrentLinkedQueue<>();

		final Semaphore gate = new Semaphore(0);

		@RocketMqHttpListener(topic = "picky", ordered = true)
		void receive(String body) throws InterruptedException {
			if (!this.entered.contains(body)) {
				this.entered.add(body);
				if (body.equals("a1")) {
					throw new IllegalStateException("the first time");
				}
			}
			this.gate.acquire();
			this.succeeded.add(body);
		}

	}

	static class Forgetful {

		final Queue<String> entered = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = "forgetful", ordered = true, ackMode = AckMode.MANUAL)
		void receive(String body, Acknowledgement acknowledgement) {
			this.entered.add(body);
			if (this.entered.size() > 2) {
				acknowledgement.acknowledge();
			}
		}

	}

}
