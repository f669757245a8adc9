package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Fetches batches on one named thread and hands each to a handler, until it is stopped.
 * <p>
 * While fetching fails it waits as the back-off says, and logs one line when it starts to
 * fail and one when it works again. Stopping cancels a fetch that is under way, and gives
 * a batch that is being handled time to end.
 *
 * @param <T> what is fetched
 */
public final class PollingLoop<T> {

	private static final Logger logger = LoggerFactory.getLogger(PollingLoop.class);

	private final String name;

	private final Supplier<CompletableFuture<List<T>>> fetch;

	private final Consumer<List<T>> handler;

	private final BackOff backOff;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition stopRequested = this.lock.newCondition();

	private @Nullable Thread thread;

	private @Nullable CompletableFuture<List<T>> underWay;

	private boolean running;

	/**
	 * Creates a loop that does not run yet.
	 * @param name name of the thread and of the loop in logs
	 * @param fetch starts one long poll; its future must end within a bounded time and
	 * honour cancellation
	 * @param handler handles a batch that is not empty; an exception out of it is a
	 * defect, it is logged and the loop goes on
	 * @param backOff how long to wait between failed fetches; must never end
	 */
	public PollingLoop(String name, Supplier<CompletableFuture<List<T>>> fetch, Consumer<List<T>> handler,
			BackOff backOff) {
		this.name = name;
		this.fetch = fetch;
		this.handler = handler;
		this.backOff = backOff;
	}

	/**
	 * Starts the thread. Does nothing when it runs.
	 */
	public void start() {
		this.lock.lock();
		try {
			if (!this.running) {
				this.running = true;
				Thread started = new Thread(this::run, this.name);
				this.thread = started;
				started.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Asks the loop to stop: no further fetch, and one that is under way is cancelled.
	 * Returns at once.
	 */
	public void requestStop() {
		CompletableFuture<List<T>> fetching;
		this.lock.lock();
		try {
			this.running = false;
			fetching = this.underWay;
			this.stopRequested.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (fetching != null) {
			fetching.cancel(true);
		}
	}

	/**
	 * Stops the loop and waits for the batch that is being handled.
	 * @param timeout how long to wait; then the thread is interrupted
	 * @return whether the thread has ended
	 */
	public boolean stop(Duration timeout) {
		requestStop();
		Thread stopping = this.thread;
		if (stopping == null || stopping == Thread.currentThread()) {
			return stopping == null;
		}
		try {
			stopping.join(Math.max(1, timeout.toMillis()));
			if (stopping.isAlive()) {
				logger.warn("{} did not end within {}; interrupting it", this.name, timeout);
				stopping.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !stopping.isAlive();
	}

	/**
	 * Whether the loop has been started and not been asked to stop.
	 * @return whether it is to go on
	 */
	public boolean isRunning() {
		this.lock.lock();
		try {
			return this.running;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		logger.info("{} started", this.name);
		BackOffExecution failing = null;
		while (isRunning()) {
			List<T> batch;
			try {
				batch = fetchOnce();
			}
			catch (RuntimeException ex) {
				if (isRunning()) {
					failing = pauseAfter(ex, failing);
				}
				continue;
			}
			if (failing != null) {
				failing = null;
				logger.info("{} works again", this.name);
			}
			if (!batch.isEmpty()) {
				handle(batch);
			}
		}
		logger.info("{} stopped", this.name);
	}

	private List<T> fetchOnce() {
		CompletableFuture<List<T>> fetching = this.fetch.get();
		this.lock.lock();
		try {
			this.underWay = fetching;
			if (!this.running) {
				fetching.cancel(true);
			}
		}
		finally {
			this.lock.unlock();
		}
		return fetching.join();
	}

	private void handle(List<T> batch) {
		try {
			this.handler.accept(batch);
		}
		catch (RuntimeException ex) {
			logger.error("{} could not handle a batch of {}; it goes on with the next", this.name, batch.size(), ex);
		}
	}

	private BackOffExecution pauseAfter(RuntimeException failure, @Nullable BackOffExecution failing) {
		BackOffExecution execution = (failing != null) ? failing : this.backOff.start();
		long millis = execution.nextBackOff();
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (failing == null) {
			logger.warn("{} fails and tries again, first in {} ms: {}", this.name, millis, cause.toString());
		}
		else {
			logger.debug("{} still fails; next try in {} ms: {}", this.name, millis, cause.toString());
		}
		pause(Duration.ofMillis(millis));
		return execution;
	}

	private void pause(Duration duration) {
		this.lock.lock();
		try {
			long nanos = duration.toNanos();
			while (this.running && nanos > 0) {
				nanos = this.stopRequested.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.running = false;
		}
		finally {
			this.lock.unlock();
		}
	}

}
