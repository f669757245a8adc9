package io.github.rocketmqhttp.core;

import java.util.Map;

/**
 * The broker's word that it has stored a half message, with what is needed to decide it.
 *
 * @param topic its topic
 * @param consumerGroup the group of the producer
 * @param messageId its id; it may change on commit
 * @param receiptHandle the handle, good for the immunity time
 * @param traceContext properties of the message that say which trace it belongs to, so
 * that its decision goes on in that; empty without tracing
 */
public record HalfMessageReceipt(String topic, String consumerGroup, String messageId, String receiptHandle,
		Map<String, String> traceContext) {

	/**
	 * Copies the trace context.
	 */
	public HalfMessageReceipt {
		traceContext = Map.copyOf(traceContext);
	}

	/**
	 * Creates a receipt whose decision belongs to the trace of the deciding thread.
	 * @param topic its topic
	 * @param consumerGroup the group of the producer
	 * @param messageId its id; it may change on commit
	 * @param receiptHandle the handle, good for the immunity time
	 */
	public HalfMessageReceipt(String topic, String consumerGroup, String messageId, String receiptHandle) {
		this(topic, consumerGroup, messageId, receiptHandle, Map.of());
	}

	/**
	 * Names the message without the handle.
	 */
	@Override
	public String toString() {
		return "HalfMessageReceipt[topic=" + this.topic + ", consumerGroup=" + this.consumerGroup + ", messageId="
				+ this.messageId + "]";
	}

}
