package io.github.rocketmqhttp.transaction;

import java.time.InstantSource;
import java.util.UUID;

/**
 * Makes ids that nobody can guess and that sort by time, so that a database index over
 * them grows at one end: UUIDs of version 7.
 */
final class TransactionIds {

	private static final long RANDOM_BITS = 0xfffL;

	private static final long VERSION_7 = 0x7000L;

	private TransactionIds() {
	}

	static String next(InstantSource clock) {
		UUID random = UUID.randomUUID();
		long high = (clock.millis() << 16) | VERSION_7 | (random.getMostSignificantBits() & RANDOM_BITS);
		return new UUID(high, random.getLeastSignificantBits()).toString();
	}

}
