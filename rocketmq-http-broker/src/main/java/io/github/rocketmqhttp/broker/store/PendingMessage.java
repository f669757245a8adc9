package io.github.rocketmqhttp.broker.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What one group knows about one message that it has not finished with. Guarded by the
 * topic's lock.
 */
final class PendingMessage {

	private final long offset;

	private final StoredMessage message;

	private int consumedTimes;

	private @Nullable Instant firstConsumeTime;

	private long deliveryNumber;

	private Instant invisibleUntil = Instant.EPOCH;

	private boolean blocking;

	PendingMessage(MessageLog.Entry entry) {
		this.offset = entry.offset();
		this.message = entry.message();
	}

	/**
	 * Hands the message out once more.
	 */
	void deliver(long number, Instant now, Instant until) {
		this.deliveryNumber = number;
		this.consumedTimes++;
		if (this.firstConsumeTime == null) {
			this.firstConsumeTime = now;
		}
		this.invisibleUntil = until;
	}

	/**
	 * Takes back a delivery that never reached its client.
	 */
	void undeliver() {
		this.consumedTimes--;
		if (this.consumedTimes == 0) {
			this.firstConsumeTime = null;
		}
	}

	long offset() {
		return this.offset;
	}

	StoredMessage message() {
		return this.message;
	}

	int consumedTimes() {
		return this.consumedTimes;
	}

	Instant firstConsumeTime() {
		return (this.firstConsumeTime != null) ? this.firstConsumeTime : this.message.publishTime();
	}

	long deliveryNumber() {
		return this.deliveryNumber;
	}

	Instant invisibleUntil() {
		return this.invisibleUntil;
	}

	/**
	 * Whether later messages of the same sharding key wait for this delivery.
	 */
	boolean blocking() {
		return this.blocking;
	}

	void blocking(boolean blocking) {
		this.blocking = blocking;
	}

}
