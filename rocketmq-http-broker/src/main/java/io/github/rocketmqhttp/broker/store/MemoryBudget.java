package io.github.rocketmqhttp.broker.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of stored messages against a limit. Safe for concurrent use.
 */
final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	MemoryBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Takes bytes if the limit allows it.
	 */
	boolean tryReserve(long bytes) {
		long before = this.used.get();
		while (before + bytes <= this.limit) {
			if (this.used.compareAndSet(before, before + bytes)) {
				return true;
			}
			before = this.used.get();
		}
		return false;
	}

	/**
	 * Takes bytes for what is accepted already, even above the limit.
	 */
	void reserve(long bytes) {
		this.used.addAndGet(bytes);
	}

	void release(long bytes) {
		this.used.addAndGet(-bytes);
	}

	/**
	 * What is used above the limit.
	 */
	long excess() {
		return Math.max(0, this.used.get() - this.limit);
	}

	long used() {
		return this.used.get();
	}

	long limit() {
		return this.limit;
	}

}
