package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOff;

/**
 * Fetches batches on one named thread and hands each to a handler, until it is stopped.
 * <p>
 * While fetching fails it waits as the back-off says, and logs one line when it starts to
 * fail and one when it works again. Stopping cancels a fetch that is under way, and gives
 * a batch that is being handled time to end. It may be started again; its threads never
 * overlap. Unless {@link #asDaemon()} says otherwise the thread is no daemon: a program
 * that only polls stays alive until it stops its loops.
 *
 * @param <T> what is fetched
 */
public final class PollingLoop<T> {

	private static final Logger logger = LoggerFactory.getLogger(PollingLoop.class);

	private final String name;

	private final Supplier<CompletableFuture<List<T>>> fetch;

	private final Consumer<List<T>> handler;

	private final BackOff backOff;

	private final MissingTopicPolicy missingTopicPolicy;

	private final ReentrantLock lifecycle = new ReentrantLock();

	private @Nullable PollingRun<T> current;

	private boolean daemon;

	/**
	 * Creates a loop that does not run yet, and warns about a missing topic.
	 * @param name name of the thread and of the loop in logs
	 * @param fetch starts one long poll
	 * @param handler handles a batch that is not empty
	 * @param backOff how long to wait between failed fetches
	 * @see #PollingLoop(String, Supplier, Consumer, BackOff, MissingTopicPolicy)
	 */
	public PollingLoop(String name, Supplier<CompletableFuture<List<T>>> fetch, Consumer<List<T>> handler,
			BackOff backOff) {
		this(name, fetch, handler, backOff, MissingTopicPolicy.WARN);
	}

	/**
	 * Creates a loop that does not run yet.
	 * @param name name of the thread and of the loop in logs
	 * @param fetch starts one long poll; its future must end within a bounded time and
	 * honour cancellation
	 * @param handler handles a batch that is not empty; what it throws is a defect: it is
	 * logged and the loop goes on after a back-off
	 * @param backOff how long to wait between failed fetches; where it ends, its last
	 * interval is repeated. Up to a quarter of each wait is left out at random; a refused
	 * access key is tried once a minute
	 * @param missingTopicPolicy what to do when the broker does not know the topic
	 */
	public PollingLoop(String name, Supplier<CompletableFuture<List<T>>> fetch, Consumer<List<T>> handler,
			BackOff backOff, MissingTopicPolicy missingTopicPolicy) {
		this.name = name;
		this.fetch = fetch;
		this.handler = handler;
		this.backOff = backOff;
		this.missingTopicPolicy = missingTopicPolicy;
	}

	/**
	 * Makes threads daemons from the next start on: this loop alone does not keep a
	 * process alive.
	 * @return this loop
	 */
	public PollingLoop<T> asDaemon() {
		this.lifecycle.lock();
		try {
			this.daemon = true;
			return this;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Starts the thread. Does nothing when it runs. After a stop whose thread has not
	 * ended yet, the new thread waits for the old one.
	 */
	public void start() {
		this.lifecycle.lock();
		try {
			PollingRun<T> previous = this.current;
			if (previous != null && previous.isRunning()) {
				return;
			}
			FailureStreak failures = new FailureStreak(this.name, this.backOff, this.missingTopicPolicy);
			PollingRun<T> next = new PollingRun<>(this.name, this.fetch, this.handler, failures, previous, this.daemon);
			next.start();
			this.current = next;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Stops polling for a while, without ending the thread: a fetch that is under way is
	 * cancelled, a batch that has already arrived is still handled. Does nothing when the
	 * loop does not run or is paused already.
	 */
	public void pause() {
		setPaused(true);
	}

	/**
	 * Ends a pause. Does nothing when the loop is not paused.
	 */
	public void resume() {
		setPaused(false);
	}

	private void setPaused(boolean pause) {
		this.lifecycle.lock();
		try {
			PollingRun<T> run = this.current;
			if (run != null && run.isRunning()) {
				run.setPaused(pause);
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * What the loop is doing at this moment.
	 * @return its state; of an old thread that has not ended yet only that it is stopped
	 */
	public PollingState getState() {
		PollingRun<T> run = current();
		return (run != null) ? run.state() : PollingState.STOPPED;
	}

	/**
	 * How the loop fares since it was last started.
	 * @return its state, last success and failures
	 */
	public PollingStatus getStatus() {
		PollingRun<T> run = current();
		return (run != null) ? run.status() : PollingStatus.IDLE;
	}

	/**
	 * Asks the loop to stop: no further fetch, and one that is under way is cancelled. A
	 * batch that has already arrived is still handled. Returns at once.
	 */
	public void requestStop() {
		PollingRun<T> run = current();
		if (run != null) {
			run.requestStop();
		}
	}

	/**
	 * Stops the loop and waits for the batch that is being handled. Called by the handler
	 * itself it only asks, and returns {@code false}.
	 * @param timeout how long to wait; then the thread is interrupted
	 * @return whether the thread has ended
	 */
	public boolean stop(Duration timeout) {
		PollingRun<T> run = current();
		if (run == null) {
			return true;
		}
		run.requestStop();
		if (run.isCurrentThread()) {
			return false;
		}
		try {
			if (run.awaitEnd(timeout)) {
				return true;
			}
			logger.warn("{} did not end within {} s; interrupting it", this.name, timeout.toMillis() / 1000.0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		run.interrupt();
		return false;
	}

	/**
	 * Whether the loop has been started and not been asked to stop.
	 * @return whether it is to go on
	 */
	public boolean isRunning() {
		PollingRun<T> run = current();
		return run != null && run.isRunning();
	}

	private @Nullable PollingRun<T> current() {
		this.lifecycle.lock();
		try {
			return this.current;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

}
