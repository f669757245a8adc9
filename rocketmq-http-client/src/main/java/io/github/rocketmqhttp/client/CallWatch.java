package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the running calls of a client every now and then, in one thread, so that they
 * can end themselves. A timer for each of them would cost every call more than that.
 */
final class CallWatch {

	private static final Logger logger = LoggerFactory.getLogger(CallWatch.class);

	private final Set<WatchedCall> calls = ConcurrentHashMap.newKeySet();

	private final ScheduledThreadPoolExecutor timer;

	CallWatch(ThreadFactory threads, Duration interval) {
		this.timer = new ScheduledThreadPoolExecutor(1, threads);
		ScheduledFuture<?> unused = this.timer.scheduleWithFixedDelay(this::look, interval.toNanos(),
				interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void look() {
		try {
			long now = System.nanoTime();
			for (WatchedCall call : this.calls) {
				call.look(now);
			}
		}
		catch (RuntimeException | Error ex) {
			// One that leaves here would end the watch for good.
			logger.error("The deadline of a call could not be enforced; the next look follows", ex);
		}
	}

	/**
	 * Looks at a call from now on; {@link #remove} follows.
	 */
	void add(WatchedCall call) {
		this.calls.add(call);
	}

	void remove(WatchedCall call) {
		this.calls.remove(call);
	}

	/**
	 * Looks no more, and aborts the calls that still run.
	 */
	void close() {
		this.timer.shutdownNow();
		this.calls.forEach(WatchedCall::abort);
	}

	/**
	 * A running call.
	 */
	interface WatchedCall {

		/**
		 * Ends the call if it has outlived a deadline. Does not block.
		 * @param now the time of {@link System#nanoTime()}
		 */
		void look(long now);

		/**
		 * Ends the call, because the client is closed.
		 */
		void abort();

	}

}
