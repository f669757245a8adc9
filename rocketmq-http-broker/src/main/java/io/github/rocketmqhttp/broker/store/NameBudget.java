package io.github.rocketmqhttp.broker.store;

import io.github.rocketmqhttp.protocol.ErrorCode;

/**
 * Counts what topics and consumer groups take of the memory, and bounds it to a share:
 * they stay as long as the broker, so that a client that makes up names must not take the
 * memory of messages. Safe for concurrent use.
 */
final class NameBudget {

	private static final int SHARE = 4;

	private final MemoryBudget memory;

	private final MemoryBudget names;

	NameBudget(MemoryBudget memory) {
		this.memory = memory;
		this.names = new MemoryBudget(memory.limit() / SHARE);
	}

	/**
	 * Counts something that a client has named.
	 * @param what its kind, in the plural
	 * @param bytes what it takes
	 * @throws RefusedException if the share is used up
	 */
	void reserve(String what, long bytes) {
		if (!this.names.tryReserve(bytes)) {
			throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
					"The broker's memory for " + what + ", " + this.names.limit() + " of its " + this.memory.limit()
							+ " bytes, is full; use fewer names, or start the broker with a higher memory limit.");
		}
		this.memory.reserve(bytes);
	}

	/**
	 * Counts something that must come into being, even above the share.
	 */
	void reserveInAnyCase(long bytes) {
		this.names.reserve(bytes);
		this.memory.reserve(bytes);
	}

}
