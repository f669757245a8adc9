package io.github.rocketmqhttp.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of messages: a base clock plus an offset that only grows. Safe for concurrent
 * use; whole milliseconds, as on the wire.
 */
public final class BrokerClock implements InstantSource {

	private final InstantSource base;

	private final AtomicLong offsetMillis = new AtomicLong();

	/**
	 * Creates a clock that shows the base time.
	 * @param base where the time comes from
	 */
	public BrokerClock(InstantSource base) {
		this.base = base;
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(this.base.millis() + this.offsetMillis.get());
	}

	/**
	 * The time of the world outside, which {@link #advance(Duration)} does not move.
	 * @return the base clock
	 */
	public InstantSource base() {
		return this.base;
	}

	/**
	 * Moves the time of messages forward.
	 * @param by how far
	 * @throws IllegalArgumentException if it is negative
	 */
	public void advance(Duration by) {
		if (by.isNegative()) {
			throw new IllegalArgumentException("The broker's time cannot go back by " + by + ".");
		}
		this.offsetMillis.addAndGet(by.toMillis());
	}

}
