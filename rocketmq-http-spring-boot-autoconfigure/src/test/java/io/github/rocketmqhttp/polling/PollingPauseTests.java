package io.github.rocketmqhttp.polling;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a loop pauses, and what it says that it is doing.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PollingPauseTests extends PollingLoopFixture {

	@Test
	void theStateShowsWhatTheLoopIsDoing() throws InterruptedException {
		this.loop.set(new PollingLoop<>("loop-1", this::controlled, this.handled::add, NO_WAIT));
		assertThat(loop().getState()).isEqualTo(PollingState.STOPPED);
		loop().start();
		CompletableFuture<List<String>> first = poll();
		assertThat(loop().getState()).isEqualTo(PollingState.RUNNING);
		first.completeExceptionally(new IllegalStateException("broker is away"));
		CompletableFuture<List<String>> second = poll();
		assertThat(loop().getState()).isEqualTo(PollingState.BACKING_OFF);
		second.complete(List.of("a"));
		awaitPoll();
		assertThat(loop().getState()).isEqualTo(PollingState.RUNNING);
		loop().pause();
		assertThat(loop().getState()).isEqualTo(PollingState.PAUSED);
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(loop().getState()).isEqualTo(PollingState.STOPPED);
	}

	@Test
	void aPauseCancelsThePollAndLastsUntilItIsEnded(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		CompletableFuture<List<String>> underWay = poll();
		loop().pause();
		loop().pause();
		Awaitility.await().atMost(LONG).until(underWay::isCancelled);
		assertThat(this.polls.poll(200, TimeUnit.MILLISECONDS)).isNull();
		loop().resume();
		loop().resume();
		poll().complete(List.of("a"));
		assertThat(next(this.handled)).containsExactly("a");
		assertThat(lines(output, "loop-1 paused")).hasSize(1);
		assertThat(lines(output, "loop-1 resumed")).hasSize(1);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void aPauseThatBeginsWithAFetchCancelsIt() throws InterruptedException {
		AtomicBoolean first = new AtomicBoolean(true);
		start(() -> {
			if (first.getAndSet(false)) {
				loop().pause();
			}
			return controlled();
		}, this.handled::add, NO_WAIT);
		CompletableFuture<List<String>> fetched = poll();
		assertThat(this.polls.poll(200, TimeUnit.MILLISECONDS)).isNull();
		assertThat(fetched).isCancelled();
		loop().resume();
		awaitPoll();
	}

}
