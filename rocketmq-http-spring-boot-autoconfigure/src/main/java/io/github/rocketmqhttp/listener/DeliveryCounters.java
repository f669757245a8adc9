package io.github.rocketmqhttp.listener;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts, for any thread.
 */
final class DeliveryCounters {

	private final LongAdder handled = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder outlived = new LongAdder();

	private final LongAdder expired = new LongAdder();

	private final LongAdder duplicates = new LongAdder();

	void handled(int messages) {
		this.handled.add(messages);
	}

	void failed(int messages) {
		this.failed.add(messages);
	}

	void outlived() {
		this.outlived.increment();
	}

	void expired(int messages) {
		this.expired.add(messages);
	}

	void duplicates(int messages) {
		this.duplicates.add(messages);
	}

	DeliveryCounts counts() {
		return new DeliveryCounts(this.handled.sum(), this.failed.sum(), this.outlived.sum(), this.expired.sum(),
				this.duplicates.sum());
	}

}
