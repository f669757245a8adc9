package io.github.rocketmqhttp.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One call as exceptions describe it.
 *
 * @param operation what is asked
 * @param topic of which topic
 * @param consumerGroup on whose behalf, {@code null} when publishing
 * @param receiptHandles the handles that are sent, none for other operations
 */
record Call(Operation operation, String topic, @Nullable String consumerGroup, List<String> receiptHandles) {

	/**
	 * Says what was tried, without handles: the start of an exception text.
	 */
	String describe() {
		return this.operation.phrase() + " topic '" + this.topic + "'"
				+ ((this.consumerGroup != null) ? " for group '" + this.consumerGroup + "'" : "");
	}

}
