package io.github.rocketmqhttp.core;

/**
 * The broker's word that it has stored a half message, with what is needed to decide it.
 *
 * @param topic its topic
 * @param consumerGroup the group of the producer
 * @param messageId its id; it may change on commit
 * @param receiptHandle the handle, good for the immunity time
 */
public record HalfMessageReceipt(String topic, String consumerGroup, String messageId, String receiptHandle) {

	/**
	 * Names the message without the handle.
	 */
	@Override
	public String toString() {
		return "HalfMessageReceipt[topic=" + this.topic + ", consumerGroup=" + this.consumerGroup + ", messageId="
				+ this.messageId + "]";
	}

}
