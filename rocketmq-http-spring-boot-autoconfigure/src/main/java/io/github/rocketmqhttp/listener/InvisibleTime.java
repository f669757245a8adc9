package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.time.Instant;

import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * How long delivered messages stay with us, counted from their arrival here.
 * <p>
 * The two times of an unordered first delivery are both the broker's, so that a skew
 * between its clock and ours does not matter. Later deliveries do not tell when they
 * began: what was last learned holds for them, and the protocol's time until then.
 */
final class InvisibleTime {

	/** How long the service hides an unordered message that it has delivered. */
	private static final Duration UNORDERED = Duration.ofMinutes(5);

	/** How long an ordered one; its first consume time has no meaning. */
	private static final Duration ORDERED = Duration.ofMinutes(1);

	private final boolean ordered;

	private volatile Duration current;

	InvisibleTime(boolean ordered) {
		this.ordered = ordered;
		this.current = ordered ? ORDERED : UNORDERED;
	}

	Duration current() {
		return this.current;
	}

	/**
	 * Notes an arrival.
	 */
	Delivery arrived(ReceivedMessage message, Instant now) {
		if (!this.ordered && message.consumedTimes() == 1
				&& message.firstConsumeTime().isBefore(message.invisibleUntil())) {
			this.current = Duration.between(message.firstConsumeTime(), message.invisibleUntil());
		}
		return new Delivery(message, now.plus(this.current));
	}

}
