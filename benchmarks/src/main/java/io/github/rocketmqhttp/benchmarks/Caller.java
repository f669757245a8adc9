package io.github.rocketmqhttp.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * One of the threads that publish, with the latencies of its last run. Their memory is
 * used again in every run, so that the warm-up pays for it.
 */
final class Caller {

	private final int number;

	private int[] latencies = new int[64 * 1024];

	private int count;

	private @Nullable Throwable failure;

	Caller(int number) {
		this.number = number;
	}

	/**
	 * Starts a run on a new thread.
	 * @param publisher what to call
	 * @param duration for how long to start new publishes, from the moment when the gate
	 * opens
	 * @param gates where to wait for the others
	 */
	void start(Publisher publisher, Duration duration, Gates gates) {
		Thread thread = new Thread(() -> run(publisher, duration, gates), "caller-" + this.number);
		thread.setDaemon(true);
		thread.start();
	}

	private void run(Publisher publisher, Duration duration, Gates gates) {
		this.count = 0;
		this.failure = null;
		try {
			gates.ready.countDown();
			gates.go.await();
			publishUntil(publisher, System.nanoTime() + duration.toNanos());
		}
		catch (Throwable ex) {
			// Handed to the measuring thread, which ends the benchmark.
			this.failure = ex;
		}
		try {
			gates.done.countDown();
			gates.leave.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void publishUntil(Publisher publisher, long end) throws Exception {
		long last = System.nanoTime();
		while (last - end < 0) {
			publisher.publish(this.number);
			long now = System.nanoTime();
			record(now - last);
			last = now;
		}
	}

	private void record(long nanos) {
		if (this.count == this.latencies.length) {
			this.latencies = Arrays.copyOf(this.latencies, 2 * this.count);
		}
		this.latencies[this.count++] = (int) Math.min(nanos, Integer.MAX_VALUE);
	}

	/**
	 * How many publishes the last run made.
	 */
	int count() {
		return this.count;
	}

	/**
	 * Copies the latencies of the last run, in nanoseconds, 2.1 s at most.
	 * @param target where to
	 * @param position first index to write
	 * @throws IllegalStateException if a publish failed
	 */
	void copyLatencies(int[] target, int position) {
		if (this.failure != null) {
			throw new IllegalStateException("A publish failed: " + this.failure, this.failure);
		}
		System.arraycopy(this.latencies, 0, target, position, this.count);
	}

	/**
	 * Where callers and measurement wait for each other.
	 *
	 * @param ready counted down by each caller that is about to start
	 * @param go opened by the measurement
	 * @param done counted down by each caller that has published its last
	 * @param leave opened by the measurement when it needs the threads no longer
	 */
	record Gates(CountDownLatch ready, CountDownLatch go, CountDownLatch done, CountDownLatch leave) {

		Gates(int count) {
			this(new CountDownLatch(count), new CountDownLatch(1), new CountDownLatch(count), new CountDownLatch(1));
		}

	}

}
