package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells the time since it was made without ever jumping: a corrected system clock must
 * not shorten or stretch the life of a receipt handle.
 */
final class MonotonicClock implements InstantSource {

	private final Instant start = Instant.now();

	private final long startNanos = System.nanoTime();

	@Override
	public Instant instant() {
		return this.start.plusNanos(System.nanoTime() - this.startNanos);
	}

}
