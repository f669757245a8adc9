package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a loop ends, and starts again.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PollingStopTests extends PollingLoopFixture {

	@Test
	void stoppingCancelsTheFetchUnderWayWithoutAComplaint(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		CompletableFuture<List<String>> underWay = poll();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(underWay).isCancelled();
		assertThat(this.polls).isEmpty();
		assertThat(loop().isRunning()).isFalse();
		assertThat(output).doesNotContain("WARN").contains("loop-1 stopped");
	}

	@Test
	void aFetchThatBeginsWhileStopIsAskedIsCancelled() throws InterruptedException {
		start(() -> {
			loop().requestStop();
			return controlled();
		}, this.handled::add, NO_WAIT);
		CompletableFuture<List<String>> fetched = poll();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(fetched).isCancelled();
	}

	@Test
	void aBatchThatArrivedBeforeTheStopIsHandled() throws InterruptedException {
		start(() -> {
			loop().requestStop();
			return CompletableFuture.completedFuture(List.of("a"));
		}, this.handled::add, NO_WAIT);
		assertThat(next(this.handled)).containsExactly("a");
		assertThat(loop().stop(LONG)).isTrue();
	}

	@Test
	void stoppingEndsABackOff() throws InterruptedException {
		start(this::controlled, this.handled::add, VERY_LONG);
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(this.polls).isEmpty();
	}

	@Test
	void stoppingWaitsForTheBatchInHand() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean finished = new AtomicBoolean();
		start(this::controlled, (batch) -> {
			entered.countDown();
			finished.set(awaitQuietly(release));
		}, NO_WAIT);
		poll().complete(List.of("a"));
		entered.await();
		CompletableFuture<Boolean> stopping = CompletableFuture.supplyAsync(() -> loop().stop(LONG));
		assertThat(stopping).isNotDone();
		release.countDown();
		assertThat(stopping.join()).isTrue();
		assertThat(finished).isTrue();
	}

	@Test
	void aHandlerThatOutlivesTheTimeoutIsInterrupted() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();
		start(this::controlled, (batch) -> {
			entered.countDown();
			ends.add(awaitQuietly(new CountDownLatch(1)));
		}, NO_WAIT);
		poll().complete(List.of("a"));
		entered.await();
		assertThat(loop().stop(Duration.ofMillis(1))).isFalse();
		assertThat(next(ends)).isFalse();
		assertThat(loop().stop(LONG)).isTrue();
	}

	@Test
	void aHandlerMayStopItsOwnLoop() throws InterruptedException {
		BlockingQueue<Boolean> stops = new LinkedBlockingQueue<>();
		start(this::controlled, (batch) -> stops.add(loop().stop(LONG)), NO_WAIT);
		poll().complete(List.of("a"));
		assertThat(next(stops)).isFalse();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(this.polls).isEmpty();
	}

	@Test
	void aRestartWaitsForTheOldThread() throws InterruptedException {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		start(this::controlled, (batch) -> {
			entered.countDown();
			awaitQuietly(release);
			this.handled.add(batch);
		}, NO_WAIT);
		poll().complete(List.of("old"));
		entered.await();
		loop().requestStop();
		loop().start();
		assertThat(loop().isRunning()).isTrue();
		assertThat(this.polls.poll(200, TimeUnit.MILLISECONDS)).as("no fetch beside a batch in hand").isNull();
		release.countDown();
		poll().complete(List.of("new"));
		assertThat(next(this.handled)).containsExactly("old");
		assertThat(next(this.handled)).containsExactly("new");
	}

	@Test
	void aLoopThatNeverStartedStopsAtOnce() {
		this.loop.set(new PollingLoop<>("loop-1", this::controlled, this.handled::add, NO_WAIT));
		loop().requestStop();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(loop().isRunning()).isFalse();
	}

}
