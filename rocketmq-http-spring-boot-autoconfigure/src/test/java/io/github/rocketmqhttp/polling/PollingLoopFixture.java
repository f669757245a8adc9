package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A loop whose polls the test answers.
 */
abstract class PollingLoopFixture {

	static final Duration LONG = Duration.ofSeconds(30);

	static final BackOff NO_WAIT = new FixedBackOff(0, FixedBackOff.UNLIMITED_ATTEMPTS);

	static final BackOff VERY_LONG = new FixedBackOff(600_000, FixedBackOff.UNLIMITED_ATTEMPTS);

	final BlockingQueue<CompletableFuture<List<String>>> polls = new LinkedBlockingQueue<>();

	final BlockingQueue<List<String>> handled = new LinkedBlockingQueue<>();

	final AtomicReference<PollingLoop<String>> loop = new AtomicReference<>();

	@AfterEach
	void stop() {
		assertThat(loop().stop(LONG)).isTrue();
	}

	final void start(Supplier<CompletableFuture<List<String>>> fetch, Consumer<List<String>> handler, BackOff backOff) {
		this.loop.set(new PollingLoop<>("loop-1", fetch, handler, backOff));
		loop().start();
	}

	final PollingLoop<String> loop() {
		PollingLoop<String> current = this.loop.get();
		if (current == null) {
			throw new IllegalStateException("no loop yet");
		}
		return current;
	}

	final CompletableFuture<List<String>> controlled() {
		CompletableFuture<List<String>> future = new CompletableFuture<>();
		this.polls.add(future);
		return future;
	}

	@SuppressWarnings("NullAway") // what a careless supplier does
	static CompletableFuture<List<String>> nothing() {
		return null;
	}

	final CompletableFuture<List<String>> poll() throws InterruptedException {
		return next(this.polls);
	}

	final void awaitPoll() throws InterruptedException {
		assertThat(poll()).isNotDone();
	}

	static <V> V next(BlockingQueue<V> queue) throws InterruptedException {
		V value = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
		if (value == null) {
			throw new AssertionError("nothing came within " + LONG);
		}
		return value;
	}

	static boolean awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	static List<String> lines(CapturedOutput output, String text) {
		return output.toString().lines().filter((line) -> line.contains(text)).toList();
	}

}
