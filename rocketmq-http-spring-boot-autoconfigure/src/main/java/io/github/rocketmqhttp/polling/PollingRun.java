package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOff;

/**
 * The life of one thread of a {@link PollingLoop}, from start to stop.
 */
final class PollingRun<T> implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(PollingLoop.class);

	/**
	 * An empty answer that comes sooner is followed by a pause: a broker that does not
	 * hold polls open must not be asked in a busy loop.
	 */
	private static final Duration SHORTEST_EMPTY_POLL = Duration.ofMillis(250);

	private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(1);

	private final String name;

	private final Supplier<CompletableFuture<List<T>>> fetch;

	private final Consumer<List<T>> handler;

	private final FailureStreak failures;

	private final @Nullable PollingRun<T> predecessor;

	private final Thread thread;

	private final CountDownLatch stopRequested = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable CompletableFuture<List<T>> underWay;

	/** When the fetch that is under way has begun. */
	private volatile @Nullable Long fetchNanos;

	/** The last fetch that this class has cancelled itself. */
	private volatile @Nullable CompletableFuture<List<T>> cancelled;

	/** Whether the loop has stopped by itself. */
	private volatile boolean gaveUp;

	/** Whether the thread has ended by itself, over an error. */
	private volatile boolean defect;

	/** Open until the loop is resumed; {@code null} while it is not paused. */
	private volatile @Nullable CountDownLatch paused;

	PollingRun(String name, Supplier<CompletableFuture<List<T>>> fetch, Consumer<List<T>> handler,
			FailureStreak failures, @Nullable PollingRun<T> predecessor, boolean daemon) {
		this.name = name;
		this.fetch = fetch;
		this.handler = handler;
		this.failures = failures;
		this.predecessor = (predecessor != null && predecessor.ended.getCount() != 0) ? predecessor : null;
		this.thread = new Thread(this, name);
		this.thread.setDaemon(daemon);
	}

	void start() {
		this.thread.start();
	}

	void requestStop() {
		this.stopRequested.countDown();
		release(this.paused);
		cancelFetch();
	}

	/**
	 * Pauses or goes on. Callers take turns.
	 */
	void setPaused(boolean pause) {
		CountDownLatch before = this.paused;
		if (pause == (before != null)) {
			return;
		}
		this.paused = pause ? new CountDownLatch(1) : null;
		if (pause) {
			cancelFetch();
		}
		release(before);
		logger.info("{} {}", this.name, pause ? "paused" : "resumed");
	}

	private static void release(@Nullable CountDownLatch latch) {
		if (latch != null) {
			latch.countDown();
		}
	}

	private void cancelFetch() {
		CompletableFuture<List<T>> fetching = this.underWay;
		if (fetching != null) {
			cancel(fetching);
		}
	}

	private void cancel(CompletableFuture<List<T>> fetching) {
		this.cancelled = fetching;
		fetching.cancel(true);
	}

	PollingState state() {
		if (!isRunning()) {
			return PollingState.STOPPED;
		}
		if (this.paused != null) {
			return PollingState.PAUSED;
		}
		return this.failures.isOn() ? PollingState.BACKING_OFF : PollingState.RUNNING;
	}

	PollingStatus status() {
		PollingStatus status = this.failures.status(state(), this.gaveUp || isRunning(), this.fetchNanos);
		return this.defect ? status.endedByDefect() : status;
	}

	boolean isRunning() {
		return this.stopRequested.getCount() != 0;
	}

	boolean isCurrentThread() {
		return Thread.currentThread() == this.thread;
	}

	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return this.ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	void interrupt() {
		this.thread.interrupt();
	}

	@Override
	public void run() {
		try {
			awaitPredecessor();
			logger.info("{} started", this.name);
			while (isRunning()) {
				awaitResumed();
				if (mayFetch()) {
					pollAndSurvive();
				}
			}
			logger.info("{} stopped", this.name);
		}
		catch (Throwable ex) {
			this.defect = isRunning();
			// Without the failure: that it could not be logged may be why it got here.
			logger.error("{} has ended by a defect, {}, and must be started again", this.name, ex.getClass().getName());
		}
		finally {
			this.stopRequested.countDown();
			this.ended.countDown();
		}
	}

	private void awaitPredecessor() {
		PollingRun<T> previous = this.predecessor;
		while (previous != null) {
			try {
				previous.ended.await();
				return;
			}
			catch (InterruptedException ex) {
				logger.debug("{} was interrupted while its last batch was still being handled", this.name);
				requestStop();
			}
		}
	}

	private boolean mayFetch() {
		return isRunning() && this.paused == null;
	}

	private void awaitResumed() {
		CountDownLatch latch = this.paused;
		if (latch == null || !isRunning()) {
			return;
		}
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			// Only stopping and resuming end the pause; the loop looks again.
			logger.debug("{} was interrupted while it is paused", this.name);
		}
	}

	/**
	 * A poll and the handling of its failure may fail in turn: a loop that ended over it
	 * would be missed by nobody.
	 */
	private void pollAndSurvive() {
		try {
			pollOnce();
		}
		catch (Throwable ex) {
			logger.error("{} failed in a way that it does not know, and goes on", this.name, ex);
			pause(AFTER_A_DEFECT);
		}
	}

	private void pollOnce() {
		long start = System.nanoTime();
		List<T> batch;
		try {
			batch = fetch();
			if (batch == null) {
				return;
			}
		}
		catch (Throwable ex) {
			if (isRunning()) {
				failed(unwrap(ex), start);
			}
			return;
		}
		this.failures.end();
		if (!batch.isEmpty()) {
			handle(batch);
		}
		else {
			pause(SHORTEST_EMPTY_POLL.minusNanos(System.nanoTime() - start));
		}
	}

	private void failed(Throwable failure, long start) {
		Duration wait = this.failures.next(failure, start);
		if (wait != null) {
			pause(wait);
		}
		else {
			this.gaveUp = true;
			requestStop();
		}
	}

	/**
	 * Fetches.
	 * @return the batch, {@code null} when the fetch was cancelled to stop or pause
	 */
	private @Nullable List<T> fetch() {
		this.fetchNanos = System.nanoTime();
		try {
			CompletableFuture<List<T>> fetching = this.fetch.get();
			this.underWay = fetching;
			return await(fetching);
		}
		finally {
			this.underWay = null;
			this.fetchNanos = null;
		}
	}

	private @Nullable List<T> await(CompletableFuture<List<T>> fetching) {
		try {
			if (!mayFetch()) {
				// The request to stop or pause came before there was something to cancel.
				cancel(fetching);
			}
			return fetching.join();
		}
		catch (CancellationException ex) {
			if (this.cancelled == fetching) {
				return null;
			}
			throw ex;
		}
	}

	private void handle(List<T> batch) {
		try {
			this.handler.accept(batch);
		}
		catch (Throwable ex) {
			// Whatever it is, the thread must survive it: nobody would notice its end.
			logger.error("{} could not handle a batch of {} and goes on with the next", this.name, batch.size(), ex);
			pause(this.failures.pauseOnce());
		}
		if (isRunning() && Thread.interrupted()) {
			logger.debug("{} ignores an interrupt that a handler left behind", this.name);
		}
	}

	private void pause(Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			return;
		}
		try {
			if (this.stopRequested.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
				logger.debug("{} ends its pause to stop", this.name);
			}
		}
		catch (InterruptedException ex) {
			// Only stopping ends the loop; an interrupt merely ends the pause.
			logger.debug("{} was interrupted in a pause", this.name);
		}
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

}
