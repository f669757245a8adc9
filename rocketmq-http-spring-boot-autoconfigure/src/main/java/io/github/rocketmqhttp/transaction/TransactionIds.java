package io.github.rocketmqhttp.transaction;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Makes transaction ids that nobody can guess and that sort by time, so that a database
 * index over them grows at one end and is purged at the other: UUIDs of version 7.
 */
public final class TransactionIds {

	/** Characters of an id. */
	public static final int LENGTH = 36;

	private static final long RANDOM_BITS = 0xfffL;

	private static final long VERSION_7 = 0x7000L;

	private TransactionIds() {
	}

	/**
	 * The lower bound of the ids that are made at an instant or later.
	 * @param instant the instant, to the millisecond
	 * @return text that sorts above all ids made before
	 */
	public static String lowerBound(Instant instant) {
		return new UUID((instant.toEpochMilli() << 16) | VERSION_7, 0).toString();
	}

	static String next(InstantSource clock) {
		UUID random = UUID.randomUUID();
		long high = (clock.millis() << 16) | VERSION_7 | (random.getMostSignificantBits() & RANDOM_BITS);
		return new UUID(high, random.getLeastSignificantBits()).toString();
	}

}
