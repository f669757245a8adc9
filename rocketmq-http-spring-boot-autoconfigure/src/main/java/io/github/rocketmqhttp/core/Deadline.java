package io.github.rocketmqhttp.core;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The moment by which a call and all its attempts end.
 */
final class Deadline {

	/** Leaves every attempt to the time-outs of the client. */
	static final Deadline NONE = new Deadline(null);

	private final @Nullable Duration time;

	private final long start = System.nanoTime();

	private Deadline(@Nullable Duration time) {
		this.time = time;
	}

	/**
	 * Starts the time now.
	 */
	static Deadline in(Duration time) {
		return new Deadline(time);
	}

	/**
	 * What is left, at least a millisecond; {@code null} if there is no limit.
	 */
	@Nullable Duration left() {
		if (this.time == null) {
			return null;
		}
		Duration left = this.time.minusNanos(System.nanoTime() - this.start);
		return (left.toMillis() >= 1) ? left : Duration.ofMillis(1);
	}

	/**
	 * Whether there is time for a pause and another attempt after it.
	 */
	boolean allows(Duration pause) {
		return this.time == null || this.time.minusNanos(System.nanoTime() - this.start).compareTo(pause) > 0;
	}

	@Nullable Duration time() {
		return this.time;
	}

}
