package io.github.rocketmqhttp.broker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of requests that are being read, over all connections. Safe for
 * concurrent use.
 */
final class BodyBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	BodyBudget(long limit) {
		this.limit = limit;
	}

	boolean take(int bytes) {
		if (this.used.addAndGet(bytes) <= this.limit) {
			return true;
		}
		this.used.addAndGet(-bytes);
		return false;
	}

	long used() {
		return this.used.get();
	}

	void giveBack(int bytes) {
		this.used.addAndGet(-bytes);
	}

}
