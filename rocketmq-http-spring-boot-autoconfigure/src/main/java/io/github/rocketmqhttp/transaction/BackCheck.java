package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.observation.BackCheckContext;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.InDoubtEntry.Origin;
import io.micrometer.observation.Observation;

/**
 * One back-check that is being answered. Its answer may be told with the handle of a
 * later check of the same message.
 */
final class BackCheck {

	private final BackCheckContext context;

	private final Observation observation;

	private final Origin origin;

	private volatile Handle handle;

	private volatile boolean settled;

	/**
	 * Creates the back-check.
	 * @param dead when its handle is dead, by {@link System#nanoTime()}
	 */
	BackCheck(ReceivedMessage message, long dead, BackCheckContext context, Observation observation) {
		this.handle = new Handle(message, dead);
		this.context = context;
		this.observation = observation;
		this.origin = Origin.of(message);
	}

	String messageId() {
		return message().messageId();
	}

	/**
	 * The message as its latest check brought it.
	 */
	ReceivedMessage message() {
		return this.handle.message();
	}

	Origin origin() {
		return this.origin;
	}

	BackCheckContext context() {
		return this.context;
	}

	Observation observation() {
		return this.observation;
	}

	/**
	 * Takes the handle of a later check of the same message.
	 */
	void renew(BackCheck later) {
		this.handle = later.handle;
	}

	/**
	 * Whether the broker would refuse an answer by now.
	 */
	boolean isDead() {
		return System.nanoTime() - this.handle.dead() >= 0;
	}

	/**
	 * Takes note that the message has been decided by another check.
	 */
	void settle() {
		this.settled = true;
	}

	boolean isSettled() {
		return this.settled;
	}

	/**
	 * Ends without an answer, for another check has it, or the application stops.
	 */
	void drop() {
		this.observation.stop();
	}

	/**
	 * A message with its receipt handle, and when that is dead.
	 */
	private record Handle(ReceivedMessage message, long dead) {
	}

}
