package io.github.rocketmqhttp.listener;

import java.time.Instant;

/**
 * A message that an {@link Inbox} has noted.
 *
 * @param consumerGroup the group that got the message
 * @param key tells the messages of the group apart
 * @param recordedAt tells two entries for one message apart, of which one was rolled
 * back; roughly the time
 */
public record InboxEntry(String consumerGroup, String key, Instant recordedAt) {

	/**
	 * Leaves out the key, which may hold parts of the message.
	 */
	@Override
	public String toString() {
		return "InboxEntry[consumerGroup=" + this.consumerGroup + ", recordedAt=" + this.recordedAt + "]";
	}

}
