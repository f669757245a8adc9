package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work on a fixed number of threads, and says when there is room for more. Safe for
 * concurrent use.
 */
final class Workers {

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	private final WorkerThreads threads;

	private final int capacity;

	private final BiConsumer<Work, BooleanSupplier> task;

	private final Runnable whenIdle;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final WorkQueue queue = new WorkQueue();

	private final Set<Thread> running = new HashSet<>();

	private @Nullable Executor executor;

	private int busy;

	/**
	 * Creates workers that take nothing yet.
	 * @param threads makes the threads
	 * @param capacity most messages at a time
	 * @param task what to do, and whether to go on with it; what it throws is logged
	 * @param whenIdle called when nothing is left to do
	 */
	Workers(WorkerThreads threads, int capacity, BiConsumer<Work, BooleanSupplier> task, Runnable whenIdle) {
		this.threads = threads;
		this.capacity = capacity;
		this.task = task;
		this.whenIdle = whenIdle;
	}

	void open() {
		this.lock.lock();
		try {
			if (this.executor == null) {
				this.executor = this.threads.create();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more work and drops what nobody has begun. Returns at once.
	 */
	void close() {
		this.lock.lock();
		try {
			if (this.executor != null) {
				WorkerThreads.end(this.executor);
				this.executor = null;
			}
			reportDropped(this.queue.clear());
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void reportDropped(int messages) {
		if (messages > 0) {
			logger.info("{} is stopping: {} messages are left to redelivery", this.threads.name(), messages);
		}
	}

	boolean isOpen() {
		this.lock.lock();
		try {
			return this.executor != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes a batch; drops it when the workers are closed.
	 */
	void submit(List<Work> batch) {
		this.lock.lock();
		try {
			if (this.executor == null) {
				reportDropped(batch.stream().mapToInt(Work::size).sum());
				return;
			}
			int expired = batch.stream().mapToInt(this.queue::add).sum();
			if (expired > 0) {
				logger.debug("{} drops {} messages that were delivered again", this.threads.name(), expired);
			}
			begin(this.executor);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void begin(Executor current) {
		while (this.busy < this.threads.count()) {
			Work work = this.queue.poll();
			if (work == null) {
				return;
			}
			this.busy++;
			try {
				current.execute(() -> run(work));
			}
			catch (RuntimeException | Error ex) {
				// No thread to be had. The next batch, or a worker that ends, tries
				// again.
				this.busy--;
				this.queue.putBack(work);
				throw ex;
			}
		}
	}

	private void run(Work first) {
		Thread thread = Thread.currentThread();
		Work work = first;
		while (work != null) {
			register(thread);
			try {
				this.task.accept(work, this::isOpen);
			}
			catch (Throwable ex) {
				// Whatever it is, the worker must survive it: nobody would notice its
				// end.
				logger.error("{} could not handle messages {} and goes on", this.threads.name(),
						work.deliveries().stream().map((delivery) -> delivery.message().messageId()).toList(), ex);
			}
			work = end(thread, work);
		}
	}

	private void register(Thread thread) {
		this.lock.lock();
		try {
			this.running.add(thread);
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Work end(Thread thread, Work work) {
		boolean idle;
		Work next;
		this.lock.lock();
		try {
			this.running.remove(thread);
			if (Thread.interrupted()) {
				logger.debug("{} forgets an interrupt", this.threads.name());
			}
			this.queue.done(work);
			idle = this.queue.messages() == 0;
			next = this.queue.poll();
			if (next == null) {
				this.busy--;
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (idle) {
			this.whenIdle.run();
		}
		return next;
	}

	/**
	 * How many workers have nothing to do.
	 */
	int idle() {
		this.lock.lock();
		try {
			return this.threads.count() - this.busy;
		}
		finally {
			this.lock.unlock();
		}
	}

	int capacity() {
		return this.capacity;
	}

	/**
	 * How many messages wait or are being handled.
	 */
	int messages() {
		this.lock.lock();
		try {
			return this.queue.messages();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How many messages may be submitted now.
	 */
	int room() {
		this.lock.lock();
		try {
			return (this.busy < this.threads.count()) ? this.capacity - this.queue.messages() : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until there is room, or the workers are closed.
	 */
	void awaitRoom() {
		this.lock.lock();
		try {
			while (this.executor != null && room() <= 0) {
				this.changed.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for the messages in hand.
	 * @param timeout how long; then the methods are interrupted
	 * @return whether all have ended
	 * @throws InterruptedException if the caller is interrupted; the methods are, too
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		this.lock.lock();
		try {
			long left = timeout.toNanos();
			while (this.busy > 0 && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return this.busy == 0;
		}
		finally {
			if (this.busy > 0) {
				logger.warn("{} did not end within {} s; interrupting {} call(s)", this.threads.name(),
						timeout.toMillis() / 1000.0, this.running.size());
				this.running.forEach(Thread::interrupt);
			}
			this.lock.unlock();
		}
	}

	/**
	 * Whether the calling thread is one of the workers.
	 */
	boolean isWorker() {
		this.lock.lock();
		try {
			return this.running.contains(Thread.currentThread());
		}
		finally {
			this.lock.unlock();
		}
	}

}
