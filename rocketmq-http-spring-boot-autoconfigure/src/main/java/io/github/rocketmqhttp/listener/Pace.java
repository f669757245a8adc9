package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Judges by the recent calls how many messages can be handed out within half their
 * invisible time. Before the first call has ended, one for each idle worker. Safe for
 * concurrent use.
 */
final class Pace {

	private static final int MEMORY = 8;

	private static final long UNKNOWN = -1;

	private final AtomicLong slowest = new AtomicLong(UNKNOWN);

	private final int lanes;

	/**
	 * Starts to judge.
	 * @param lanes how many messages are sure to be handled side by side: the workers, or
	 * one where all may have the same sharding key
	 */
	Pace(int lanes) {
		this.lanes = lanes;
	}

	/**
	 * Notes a call. A slow one counts at once and is forgotten slowly.
	 */
	void took(Duration call) {
		long nanos = call.toNanos();
		this.slowest.updateAndGet((before) -> (nanos >= before) ? nanos : before - (before - nanos) / MEMORY);
	}

	/**
	 * How many messages to fetch.
	 * @param idle workers that wait for a message
	 * @param invisible how long the messages stay with us
	 * @return at least one
	 */
	int messages(int idle, Duration invisible) {
		long call = this.slowest.get();
		if (call == UNKNOWN) {
			return Math.max(1, idle);
		}
		long calls = invisible.toNanos() / 2 / Math.max(1, call);
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, idle + calls * this.lanes));
	}

}
