package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts running calls and, once closed, lets no new one in.
 */
final class CallGate {

	private static final long CLOSED = 1L << 62;

	private final AtomicLong state = new AtomicLong();

	private final CountDownLatch drained = new CountDownLatch(1);

	/**
	 * Lets a call in; each is followed by one {@link #leave()}.
	 * @throws IllegalStateException if the gate is closed
	 */
	void enter() {
		if (!tryEnter()) {
			throw new IllegalStateException("This client is closed; build a new one for further calls.");
		}
	}

	/**
	 * Lets a call in unless the gate is closed; if it did, that is followed by one
	 * {@link #leave()}.
	 * @return whether it did
	 */
	boolean tryEnter() {
		boolean open = (this.state.incrementAndGet() & CLOSED) == 0;
		if (!open) {
			leave();
		}
		return open;
	}

	void leave() {
		if (this.state.decrementAndGet() == CLOSED) {
			this.drained.countDown();
		}
	}

	boolean isClosed() {
		return (this.state.get() & CLOSED) != 0;
	}

	/**
	 * Closes the gate.
	 * @return whether this call closed it, not an earlier one
	 */
	boolean close() {
		long before = this.state.getAndUpdate((state) -> state | CLOSED);
		if (before == 0) {
			this.drained.countDown();
		}
		return (before & CLOSED) == 0;
	}

	/**
	 * Waits until the last running call has left.
	 * @return whether it has, within the time
	 */
	boolean awaitDrained(Duration timeout) throws InterruptedException {
		return this.drained.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

}
