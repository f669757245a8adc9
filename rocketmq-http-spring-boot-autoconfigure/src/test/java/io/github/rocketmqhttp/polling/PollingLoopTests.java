package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of batches, and of what goes wrong in between.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PollingLoopTests extends PollingLoopFixture {

	@Test
	void batchesReachTheHandlerInOrder() throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		poll().complete(List.of("a", "b"));
		poll().complete(List.of("c"));
		assertThat(next(this.handled)).containsExactly("a", "b");
		assertThat(next(this.handled)).containsExactly("c");
	}

	@Test
	void anEmptyAnswerThatCameAtOnceIsFollowedByAPause() throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		CompletableFuture<List<String>> first = poll();
		long start = System.nanoTime();
		first.complete(List.of());
		poll().complete(List.of());
		awaitPoll();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
		assertThat(this.handled).isEmpty();
	}

	@Test
	void aFetchThatThrowsOrReturnsNothingIsAFailureAndTheLoopGoesOn(CapturedOutput output) throws InterruptedException {
		BlockingQueue<Integer> calls = new LinkedBlockingQueue<>(List.of(1, 2, 3));
		start(() -> {
			Integer call = calls.poll();
			if (call == null) {
				return controlled();
			}
			return switch (call) {
				case 1 -> throw new IllegalStateException("not today");
				case 2 -> throw new AssertionError("an Error");
				default -> nothing();
			};
		}, this.handled::add, NO_WAIT);
		poll().complete(List.of("a"));
		assertThat(next(this.handled)).containsExactly("a");
		assertThat(lines(output, "WARN")).hasSize(1);
	}

	@Test
	void aHandlerThatThrowsEndsNothing(CapturedOutput output) throws InterruptedException {
		start(this::controlled, (batch) -> {
			this.handled.add(batch);
			if (batch.contains("error")) {
				throw new StackOverflowError();
			}
			throw new IllegalStateException("defect");
		}, NO_WAIT);
		poll().complete(List.of("exception"));
		poll().complete(List.of("error"));
		poll().complete(List.of("last"));
		assertThat(next(this.handled)).containsExactly("exception");
		assertThat(next(this.handled)).containsExactly("error");
		assertThat(next(this.handled)).containsExactly("last");
		awaitPoll();
		assertThat(lines(output, "could not handle a batch of 1")).hasSize(3);
	}

	@Test
	void anInterruptThatAHandlerLeavesBehindIsForgotten() throws InterruptedException {
		BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
		start(() -> {
			interrupted.add(Thread.currentThread().isInterrupted());
			return controlled();
		}, (batch) -> Thread.currentThread().interrupt(), NO_WAIT);
		poll().complete(List.of("a"));
		awaitPoll();
		assertThat(interrupted).containsExactly(false, false);
	}

	@Test
	void startingTwiceStartsOneThread(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		loop().start();
		awaitPoll();
		assertThat(this.polls.poll(200, TimeUnit.MILLISECONDS)).isNull();
		assertThat(lines(output, "loop-1 started")).hasSize(1);
	}

	@Test
	void theThreadKeepsTheProgramAliveAndCarriesTheName() throws InterruptedException {
		BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
		start(() -> {
			threads.add(Thread.currentThread());
			return controlled();
		}, this.handled::add, NO_WAIT);
		Thread thread = next(threads);
		assertThat(thread.isDaemon()).isFalse();
		assertThat(thread.getName()).isEqualTo("loop-1");
	}

}
