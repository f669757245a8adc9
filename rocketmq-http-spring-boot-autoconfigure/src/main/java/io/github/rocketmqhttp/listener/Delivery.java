package io.github.rocketmqhttp.listener;

import java.time.Instant;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * A message that has arrived.
 *
 * @param message the message
 * @param deadline end of its invisible time, on the listener's own clock
 */
record Delivery(ReceivedMessage message, Instant deadline) {

	boolean isOver(Instant now) {
		return !now.isBefore(this.deadline);
	}

	Receipt receipt() {
		return new Receipt(this.message.messageId(), this.message.receiptHandle(), this.deadline);
	}

	/**
	 * What is needed to acknowledge a message, without its body.
	 *
	 * @param messageId the message
	 * @param handle its handle
	 * @param deadline until when the handle is good, on the listener's own clock
	 */
	record Receipt(String messageId, String handle, Instant deadline) {

		boolean isOver(Instant now) {
			return !now.isBefore(this.deadline);
		}

		/**
		 * Names the message without the handle.
		 */
		@Override
		public String toString() {
			return "Receipt[messageId=" + this.messageId + "]";
		}

	}

}
