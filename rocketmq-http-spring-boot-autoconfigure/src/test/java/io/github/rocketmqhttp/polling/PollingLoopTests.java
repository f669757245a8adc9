package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PollingLoopTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final BackOff NO_WAIT = new FixedBackOff(0, FixedBackOff.UNLIMITED_ATTEMPTS);

	private static final BackOff VERY_LONG = new FixedBackOff(600_000, FixedBackOff.UNLIMITED_ATTEMPTS);

	private final BlockingQueue<CompletableFuture<List<String>>> polls = new LinkedBlockingQueue<>();

	private final BlockingQueue<List<String>> handled = new LinkedBlockingQueue<>();

	private final AtomicReference<PollingLoop<String>> loop = new AtomicReference<>();

	@AfterEach
	void stop() {
		assertThat(loop().stop(LONG)).isTrue();
	}

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
	void onlyTheFirstFailureAndTheRecoveryAreLogged(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		for (int round = 1; round <= 2; round++) {
			for (int i = 0; i < 20; i++) {
				poll().completeExceptionally(new IllegalStateException("broker is away"));
			}
			poll().complete(List.of("a"));
			next(this.handled);
			assertThat(lines(output, "WARN")).hasSize(round)
				.allSatisfy((line) -> assertThat(line).contains("loop-1", "broker is away"));
			assertThat(lines(output, "works again")).hasSize(round);
		}
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
	void aBackOffThatEndsIsGoneOnWith() throws InterruptedException {
		start(this::controlled, this.handled::add, new FixedBackOff(1, 2));
		for (int i = 0; i < 6; i++) {
			poll().completeExceptionally(new IllegalStateException("broker is away"));
		}
		poll().complete(List.of("a"));
		assertThat(next(this.handled)).containsExactly("a");
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
	void startingTwiceStartsOneThread(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		loop().start();
		awaitPoll();
		assertThat(this.polls.poll(200, TimeUnit.MILLISECONDS)).isNull();
		assertThat(lines(output, "loop-1 started")).hasSize(1);
	}

	@Test
	void aLoopThatNeverStartedStopsAtOnce() {
		this.loop.set(new PollingLoop<>("loop-1", this::controlled, this.handled::add, NO_WAIT));
		loop().requestStop();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(loop().isRunning()).isFalse();
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

	@Test
	void aRefusedKeyIsOneErrorAndAskedAboutSlowly(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		poll().completeExceptionally(refusal(ErrorCode.SIGNATURE_DOES_NOT_MATCH));
		assertThat(this.polls.poll(300, TimeUnit.MILLISECONDS)).as("a minute has not passed").isNull();
		assertThat(loop().getState()).isEqualTo(PollingState.BACKING_OFF);
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("loop-1", "access key"));
		assertThat(lines(output, "WARN")).hasSize(1);
	}

	@Test
	void aMissingTopicStopsTheLoopWhereItIsToFail(CapturedOutput output) throws InterruptedException {
		start(MissingTopicPolicy.FAIL);
		poll().completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		Awaitility.await().atMost(LONG).until(() -> loop().getState() == PollingState.STOPPED);
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(this.polls).isEmpty();
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("create the topic"));
		loop().start();
		awaitPoll();
	}

	@Test
	void aMissingTopicIsAskedForAgainOtherwise(CapturedOutput output) throws InterruptedException {
		start(MissingTopicPolicy.WARN);
		for (int i = 0; i < 3; i++) {
			poll().completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		}
		awaitPoll();
		assertThat(lines(output, "WARN")).hasSize(1);
		assertThat(loop().stop(LONG)).isTrue();
		start(MissingTopicPolicy.RETRY);
		poll().completeExceptionally(refusal(ErrorCode.SUBSCRIPTION_NOT_EXIST));
		awaitPoll();
		assertThat(lines(output, "WARN")).hasSize(1);
		assertThat(lines(output, "waits for its topic")).hasSize(1);
	}

	private void start(MissingTopicPolicy policy) {
		this.loop.set(new PollingLoop<>("loop-1", this::controlled, this.handled::add, NO_WAIT, policy));
		loop().start();
	}

	private static ServiceException refusal(ErrorCode code) {
		return new ServiceException("The broker refused", code.httpStatus(), code.wireName(), null, null, false, false);
	}

	private void start(Supplier<CompletableFuture<List<String>>> fetch, Consumer<List<String>> handler,
			BackOff backOff) {
		this.loop.set(new PollingLoop<>("loop-1", fetch, handler, backOff));
		loop().start();
	}

	private PollingLoop<String> loop() {
		PollingLoop<String> current = this.loop.get();
		if (current == null) {
			throw new IllegalStateException("no loop yet");
		}
		return current;
	}

	private CompletableFuture<List<String>> controlled() {
		CompletableFuture<List<String>> future = new CompletableFuture<>();
		this.polls.add(future);
		return future;
	}

	@SuppressWarnings("NullAway") // what a careless supplier does
	private static CompletableFuture<List<String>> nothing() {
		return null;
	}

	private CompletableFuture<List<String>> poll() throws InterruptedException {
		return next(this.polls);
	}

	private void awaitPoll() throws InterruptedException {
		assertThat(poll()).isNotDone();
	}

	private static <V> V next(BlockingQueue<V> queue) throws InterruptedException {
		V value = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
		if (value == null) {
			throw new AssertionError("nothing came within " + LONG);
		}
		return value;
	}

	private static boolean awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static List<String> lines(CapturedOutput output, String text) {
		return output.toString().lines().filter((line) -> line.contains(text)).toList();
	}

}
