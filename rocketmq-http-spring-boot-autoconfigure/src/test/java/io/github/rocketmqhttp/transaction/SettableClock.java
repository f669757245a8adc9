package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands still until it is moved.
 */
final class SettableClock implements InstantSource {

	private volatile Instant now = Instant.parse("2026-11-22T08:00:00Z");

	@Override
	public Instant instant() {
		return this.now;
	}

	synchronized void advance(Duration by) {
		this.now = this.now.plus(by);
	}

}
