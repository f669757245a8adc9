package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one kind of work for back-checks on a bounded number of threads, with a bounded
 * queue, and each message at most once at a time. Whatever fails, an {@link Error}
 * included, neither room nor message stays taken. Safe for concurrent use.
 */
final class AnswerThreads {

	private static final Logger logger = LoggerFactory.getLogger(AnswerThreads.class);

	private final Semaphore room;

	private final ThreadPoolExecutor executor;

	private final Map<String, BackCheck> underWay = new ConcurrentHashMap<>();

	/** Whether somebody has waited for room in vain and no work has ended since. */
	private volatile boolean stalled;

	private volatile boolean closed;

	/**
	 * Creates the pool; threads come with the work.
	 * @param factory makes the threads
	 * @param threads maximum number of threads
	 * @param waiting maximum number of messages that wait for one
	 */
	AnswerThreads(ThreadFactory factory, int threads, int waiting) {
		this.room = new Semaphore(threads + waiting);
		this.executor = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES,
				new LinkedBlockingQueue<>(threads + waiting), factory);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Takes a back-check over. An earlier check of the same message that is still under
	 * way gets the handle of this one.
	 * @param patience how long to wait for room, unless that was in vain the last time
	 */
	Admission submit(BackCheck check, Consumer<BackCheck> work, Duration patience) {
		BackCheck earlier = this.underWay.putIfAbsent(check.messageId(), check);
		if (earlier != null) {
			earlier.renew(check);
			return Admission.UNDER_WAY;
		}
		boolean taken = false;
		try {
			if (!claimRoom(patience)) {
				return Admission.FULL;
			}
			taken = start(new Job(check, work));
			return taken ? Admission.TAKEN : Admission.NO_THREAD;
		}
		finally {
			if (!taken) {
				this.underWay.remove(check.messageId(), check);
			}
		}
	}

	private boolean claimRoom(Duration patience) {
		if (this.room.tryAcquire()) {
			return true;
		}
		if (this.stalled) {
			return false;
		}
		try {
			if (this.room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.stalled = true;
		return false;
	}

	/**
	 * The executor may have queued the job before it failed to make a thread.
	 */
	private boolean start(Job job) {
		try {
			this.executor.execute(job);
			return true;
		}
		catch (RejectedExecutionException | Error ex) {
			if (!job.claim()) {
				return true;
			}
			this.executor.remove(job);
			this.room.release();
			logger.debug("There is no thread for the back-check of half message {}", job.check.messageId(), ex);
			return false;
		}
	}

	/**
	 * Takes note that a message has been decided; nothing else is to become of it.
	 */
	void settle(String messageId) {
		BackCheck check = this.underWay.get(messageId);
		if (check != null) {
			check.settle();
		}
	}

	/**
	 * Lets work that has begun end, and drops what waits.
	 */
	void close() {
		this.closed = true;
		this.executor.shutdown();
	}

	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return this.executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	void interrupt() {
		this.executor.shutdownNow();
	}

	/**
	 * What became of a back-check that was to be taken over.
	 */
	enum Admission {

		/** It is worked on, now or later. */
		TAKEN,

		/** An earlier check of the same message is still worked on. */
		UNDER_WAY,

		/** There is no room. */
		FULL,

		/** A thread could not be made, or the pool is closed. */
		NO_THREAD

	}

	/**
	 * A back-check and what to do about it, once.
	 */
	private final class Job implements Runnable {

		private final BackCheck check;

		private final Consumer<BackCheck> work;

		private final AtomicBoolean claimed = new AtomicBoolean();

		Job(BackCheck check, Consumer<BackCheck> work) {
			this.check = check;
			this.work = work;
		}

		boolean claim() {
			return this.claimed.compareAndSet(false, true);
		}

		@Override
		public void run() {
			if (!claim()) {
				return;
			}
			try {
				if (AnswerThreads.this.closed || this.check.isSettled()) {
					this.check.drop();
				}
				else {
					this.work.accept(this.check);
				}
			}
			catch (RuntimeException | Error ex) {
				logger.error("The back-check of half message {} ended in a defect; the broker will ask again",
						this.check.messageId(), ex);
				this.check.drop();
			}
			finally {
				AnswerThreads.this.underWay.remove(this.check.messageId(), this.check);
				AnswerThreads.this.room.release();
				AnswerThreads.this.stalled = false;
			}
		}

	}

}
