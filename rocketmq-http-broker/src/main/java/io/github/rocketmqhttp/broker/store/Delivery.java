package io.github.rocketmqhttp.broker.store;

import java.time.Instant;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * One handing out of one message, as it was at that moment.
 *
 * @param message the message
 * @param number the number that its handle carries
 * @param consumedTimes deliveries or checks so far, this one included
 * @param firstConsumeTime when the first one was
 * @param invisibleUntil when the handle ends
 */
record Delivery(StoredMessage message, long number, int consumedTimes, Instant firstConsumeTime,
		Instant invisibleUntil) {

	static Delivery of(PendingMessage pending) {
		return new Delivery(pending.message(), pending.deliveryNumber(), pending.consumedTimes(),
				pending.firstConsumeTime(), pending.invisibleUntil());
	}

	static Delivery of(HalfMessage half) {
		return new Delivery(half.message(), half.handleNumber(), half.checks(), half.firstChecked(),
				half.handleUntil());
	}

	ReceivedMessage toReceived(ReceiptHandles handles, String scope) {
		return new ReceivedMessage(this.message.id(), handles.write(scope, this.message.id(), this.number),
				this.message.body(), this.message.bodyMd5(), this.message.tag(), this.message.publishTime(),
				this.firstConsumeTime, this.invisibleUntil, this.consumedTimes, this.message.properties());
	}

}
