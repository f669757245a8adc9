package io.github.rocketmqhttp.test;

import java.time.Duration;
import java.time.Instant;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;

/**
 * The time of the broker's messages, which a test moves: back-checks, redeliveries and
 * scheduled messages are due by it. The application's own clocks are not affected.
 */
public final class MessageClock {

	private final RocketMqHttpBroker broker;

	MessageClock(RocketMqHttpBroker broker) {
		this.broker = broker;
	}

	/**
	 * Shows the time.
	 * @return whole milliseconds
	 */
	public Instant instant() {
		return this.broker.clock().instant();
	}

	/**
	 * Moves the time forward. Polls that wait for what is due then are answered before
	 * this method returns; what the application does with the answers, it does on its own
	 * threads.
	 * @param by how far
	 * @throws IllegalArgumentException if it is negative
	 */
	public void advance(Duration by) {
		this.broker.advance(by);
	}

	/**
	 * Moves the time forward to a moment, such as the delivery time of a message.
	 * @param moment the new time
	 * @throws IllegalArgumentException if it has passed
	 */
	public void advanceTo(Instant moment) {
		Instant now = instant();
		if (moment.isBefore(now)) {
			throw new IllegalArgumentException(
					"The broker's time cannot go back to " + moment + "; it is " + now + " already.");
		}
		this.broker.advance(Duration.between(now, moment));
	}

}
