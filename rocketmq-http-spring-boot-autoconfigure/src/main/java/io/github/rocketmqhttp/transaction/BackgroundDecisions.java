package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes decisions in the background and repeats those that fail: at most 4 at a time, and
 * at most 1,000 under way or waiting.
 */
final class BackgroundDecisions implements AutoCloseable {

	static final int CAPACITY = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(BackgroundDecisions.class);

	private static final int THREADS = 4;

	private final Semaphore free = new Semaphore(CAPACITY);

	private final ScheduledThreadPoolExecutor executor;

	private final Duration shutdownTimeout;

	BackgroundDecisions(String threadNamePrefix, Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
		this.executor = new ScheduledThreadPoolExecutor(THREADS, new CustomizableThreadFactory(threadNamePrefix));
		this.executor.setKeepAliveTime(1, TimeUnit.MINUTES);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Takes a decision over.
	 * @return {@code false} if too many wait already, or after closing
	 */
	boolean submit(Task task) {
		if (!this.free.tryAcquire()) {
			return false;
		}
		try {
			ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
			backOff.setMaxInterval(10_000);
			BackOffExecution pauses = backOff.start();
			this.executor.execute(() -> run(task, pauses));
			return true;
		}
		catch (RejectedExecutionException ex) {
			this.free.release();
			return false;
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // An attempt reports by itself.
	private void run(Task task, BackOffExecution pauses) {
		Duration pause = Duration.ofMillis(pauses.nextBackOff());
		boolean last = this.executor.isShutdown() || !task.isInTime(pause);
		if (!task.attempt(last)) {
			try {
				this.executor.schedule(() -> run(task, pauses), pause.toMillis(), TimeUnit.MILLISECONDS);
				return;
			}
			catch (RejectedExecutionException ex) {
				logger.debug("A decision could not be repeated, because the application stops; the back-check will");
			}
		}
		this.free.release();
	}

	@Override
	public void close() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(this.shutdownTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
				int waiting = this.executor.shutdownNow().size();
				logger.warn("Stopping with decisions about half messages under way and {} waiting after {};"
						+ " the back-check will finish them", waiting, this.shutdownTimeout);
			}
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A decision that may take several attempts.
	 */
	interface Task {

		/**
		 * Whether an attempt after a pause would still be worth it.
		 */
		boolean isInTime(Duration ahead);

		/**
		 * Tries once. Does not throw.
		 * @param last whether nobody would try again
		 * @return {@code false} to be tried again, never if this was the last time
		 */
		boolean attempt(boolean last);

	}

}
