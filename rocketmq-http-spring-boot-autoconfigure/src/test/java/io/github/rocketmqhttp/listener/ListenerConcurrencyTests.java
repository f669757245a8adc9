package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.test.util.ReflectionTestUtils;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(180)
class ListenerConcurrencyTests {

	private static final int WORKERS = 4;

	private static final int BATCH = 8;

	private final ListenerBroker broker = new ListenerBroker();

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void soManyCallsRunSideBySideAndPollingPausesWhileAllAreBusy() {
		Gated listener = new Gated();
		try (ListenerApplication application = application().bean("gated", listener).start()) {
			this.broker.publish("gated", bodies(100));
			await().until(() -> listener.entered.size() == WORKERS);
			assertThat(this.broker.group("gated").waitingPolls()).isZero();
			assertThat(this.broker.group("gated").invisible()).isBetween(WORKERS, WORKERS + BATCH);
			listener.gate.release(100);
			this.broker.awaitConsumed("gated", 100);
			assertThat(listener.most).hasValue(WORKERS);
			assertThat(application.container("gated.receive").getMessagesInHand()).isZero();
		}
	}

	@Test
	void neverMoreMessagesAreInMemoryThanWorkersAndOneBatch() {
		Gated listener = new Gated();
		listener.gate.release(2000);
		AtomicInteger most = new AtomicInteger();
		try (ListenerApplication application = application().bean("gated", listener)) {
			this.broker.publish("gated", bodies(1000));
			listener.whenCalled = () -> most
				.accumulateAndGet(application.container("gated.receive").getMessagesInHand(), Math::max);
			application.start();
			this.broker.awaitConsumed("gated", 1000);
		}
		assertThat(most.get()).as("batches were fetched").isGreaterThan(WORKERS).isLessThanOrEqualTo(WORKERS + BATCH);
		assertThat(listener.most.get()).isBetween(1, WORKERS);
	}

	@Test
	void messagesThatCannotBeHandedOutInTimeAreNotFetched() {
		AtomicLong seconds = new AtomicLong();
		Gated listener = new Gated();
		try (ListenerApplication application = this.broker.application()
			.clock(() -> Instant.ofEpochSecond(seconds.get()))
			.bean("gated", new Single(listener))
			.start()) {
			this.broker.publish("single", bodies(20));
			await().until(() -> listener.entered.size() == 1);
			assertThat(this.broker.group("single").invisible()).as("nothing is known yet").isEqualTo(1);
			seconds.addAndGet(60);
			listener.gate.release();
			await().until(() -> listener.entered.size() == 2);
			assertThat(this.broker.group("single").invisible()).as("one at once and two within 150 s").isEqualTo(3);
			listener.gate.release(100);
			this.broker.awaitConsumed("single", 20);
			assertThat(application.container("gated.receive").getCounts().expired()).isZero();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsCallTheMethodWhereTheyAreAskedFor() {
		Gated listener = new Gated();
		listener.gate.release();
		try (ListenerApplication application = this.broker
			.application(ListenerBroker.settings().concurrency(WORKERS).virtualThreads(true))
			.bean("gated", listener)
			.start()) {
			this.broker.publish("gated", "a");
			this.broker.awaitConsumed("gated", 1);
			assertThat(listener.threads)
				.allMatch((thread) -> Boolean.TRUE.equals(ReflectionTestUtils.invokeMethod(thread, "isVirtual")));
			assertThat(application.registry().isRunning()).isTrue();
		}
	}

	private ListenerApplication application() {
		return this.broker
			.application(ListenerBroker.settings().concurrency(WORKERS).polls(BATCH, Duration.ofSeconds(5)));
	}

	private static String[] bodies(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m-" + i).toArray(String[]::new);
	}

	static class Gated {

		final Queue<String> entered = new ConcurrentLinkedQueue<>();

		final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		final Semaphore gate = new Semaphore(0);

		final AtomicInteger running = new AtomicInteger();

		final AtomicInteger most = new AtomicInteger();

		volatile Runnable whenCalled = () -> {
		};

		@RocketMqHttpListener(topic = "gated")
		void receive(String body) throws InterruptedException {
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			this.whenCalled.run();
			this.threads.add(Thread.currentThread());
			this.entered.add(body);
			this.gate.acquire();
			this.running.decrementAndGet();
		}

	}

	static class Single {

		private final Gated gated;

		Single(Gated gated) {
			this.gated = gated;
		}

		@RocketMqHttpListener(topic = "single")
		void receive(String body) throws InterruptedException {
			this.gated.receive(body);
		}

	}

}
