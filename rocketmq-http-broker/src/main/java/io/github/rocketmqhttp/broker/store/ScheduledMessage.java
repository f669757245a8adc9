package io.github.rocketmqhttp.broker.store;

import java.time.Instant;

/**
 * A message whose time has not come.
 *
 * @param deliverAt its time
 * @param arrival orders messages of the same time
 * @param message the message
 */
record ScheduledMessage(Instant deliverAt, long arrival,
		StoredMessage message) implements Comparable<ScheduledMessage> {

	@Override
	public int compareTo(ScheduledMessage other) {
		int byTime = this.deliverAt.compareTo(other.deliverAt);
		return (byTime != 0) ? byTime : Long.compare(this.arrival, other.arrival);
	}

}
