package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
		this(shutdownTimeout, new DaemonThreadFactory(threadNamePrefix));
	}

	BackgroundDecisions(Duration shutdownTimeout, ThreadFactory threads) {
		this.shutdownTimeout = shutdownTimeout;
		this.executor = new ScheduledThreadPoolExecutor(THREADS, threads) {
			@Override
			protected <V> RunnableScheduledFuture<V> decorateTask(Runnable work, RunnableScheduledFuture<V> task) {
				if (work instanceof Attempt attempt) {
					attempt.queued = task;
				}
				return task;
			}
		};
		this.executor.setKeepAliveTime(1, TimeUnit.MINUTES);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Takes a decision over.
	 * @return {@code false} if too many wait already, if no thread can be made, or after
	 * closing
	 */
	boolean submit(Task task) {
		if (!this.free.tryAcquire()) {
			return false;
		}
		ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
		backOff.setMaxInterval(10_000);
		Attempt first = new Attempt(task, backOff.start());
		if (first.schedule(Duration.ZERO)) {
			return true;
		}
		this.free.release();
		return false;
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
	 * One attempt, that happens once: the executor may have queued it before it failed to
	 * make a thread.
	 */
	private final class Attempt implements Runnable {

		private final Task task;

		private final BackOffExecution pauses;

		private final AtomicBoolean claimed = new AtomicBoolean();

		private volatile @Nullable RunnableScheduledFuture<?> queued;

		Attempt(Task task, BackOffExecution pauses) {
			this.task = task;
			this.pauses = pauses;
		}

		/**
		 * Has it done after a pause.
		 * @return {@code false} if it will not be done
		 */
		@SuppressWarnings("FutureReturnValueIgnored") // An attempt reports by itself.
		boolean schedule(Duration pause) {
			try {
				BackgroundDecisions.this.executor.schedule(this, pause.toMillis(), TimeUnit.MILLISECONDS);
				return true;
			}
			catch (RejectedExecutionException | Error ex) {
				if (!this.claimed.compareAndSet(false, true)) {
					return true;
				}
				RunnableScheduledFuture<?> stale = this.queued;
				if (stale != null) {
					BackgroundDecisions.this.executor.remove(stale);
				}
				logger.debug("No thread takes over a decision about a half message", ex);
				return false;
			}
		}

		@Override
		public void run() {
			if (!this.claimed.compareAndSet(false, true)) {
				return;
			}
			boolean goesOn = false;
			try {
				goesOn = attempt();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A decision about a half message ended in a defect; the back-check will finish it", ex);
			}
			finally {
				if (!goesOn) {
					BackgroundDecisions.this.free.release();
				}
			}
		}

		/**
		 * Tries.
		 * @return whether another attempt follows
		 */
		private boolean attempt() {
			Duration pause = Duration.ofMillis(this.pauses.nextBackOff());
			boolean last = BackgroundDecisions.this.executor.isShutdown() || !this.task.isInTime(pause);
			if (this.task.attempt(last) || last) {
				return false;
			}
			if (new Attempt(this.task, this.pauses).schedule(pause)) {
				return true;
			}
			if (!BackgroundDecisions.this.executor.isShutdown()) {
				this.task.attempt(true);
			}
			return false;
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
