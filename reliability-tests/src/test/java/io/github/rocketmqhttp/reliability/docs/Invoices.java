package io.github.rocketmqhttp.reliability.docs;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The invoices that one program has written.
 */
class Invoices {

	private final Queue<Order> written = new ConcurrentLinkedQueue<>();

	private final AtomicInteger refused = new AtomicInteger();

	void write(Order order) {
		if (order.amount().signum() <= 0) {
			this.refused.incrementAndGet();
			throw new IllegalArgumentException("The order " + order.id() + " cannot be billed.");
		}
		this.written.add(order);
	}

	int refused() {
		return this.refused.get();
	}

	List<Order> written() {
		return List.copyOf(this.written);
	}

}
