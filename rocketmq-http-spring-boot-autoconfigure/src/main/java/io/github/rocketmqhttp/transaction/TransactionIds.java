package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.github.rocketmqhttp.core.TransactionHeaders;

/**
 * Makes transaction ids that nobody can guess and that sort by time, so that a database
 * index over them grows at one end and is purged at the other: UUIDs of version 7.
 */
public final class TransactionIds {

	/** Characters of an id. */
	public static final int LENGTH = 36;

	/** Older than every message that carries such an id. */
	private static final Instant EARLIEST = Instant.parse("2025-01-01T00:00:00Z");

	/**
	 * More than a clock is off that somebody has set to a wrong year: what a machine has
	 * begun before its clock was set right must still find its answer.
	 */
	private static final Duration FURTHEST = Duration.ofDays(400);

	/** For so long the broker asks about a half message. */
	private static final Duration CHECKED_FOR = Duration.ofHours(24);

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

	/**
	 * Whether an id may be one that was made here or by another instance: ids come from
	 * messages, and a log must not be asked about a forged one, which would leave a row
	 * behind.
	 * @param id any text
	 * @return {@code false} if it has another shape than the ids of this class, or a time
	 * before they existed or far in the future
	 */
	public static boolean isPlausible(String id) {
		return isPlausible(id, Instant.now());
	}

	static boolean isPlausible(String id, Instant now) {
		if (!TransactionHeaders.isTransactionId(id)) {
			return false;
		}
		Instant made = TransactionHeaders.timeOf(id);
		return !made.isBefore(EARLIEST) && !made.isAfter(now.plus(FURTHEST));
	}

	/**
	 * Whether a transaction may still begin under an id. After a longer time, on a
	 * machine that has slept for example, its messages are given up, and what a
	 * back-check has left in the log may be gone.
	 * @param id an id of this class
	 * @return {@code false} if it was made more than 24 h ago
	 */
	public static boolean isFresh(String id) {
		return isFresh(id, Instant.now());
	}

	static boolean isFresh(String id, Instant now) {
		return !TransactionHeaders.timeOf(id).isBefore(now.minus(CHECKED_FOR));
	}

	/**
	 * Makes an id by the clock of the machine. A monotonic one would never learn that the
	 * clock has been set right, or that the machine has slept.
	 * @throws TransactionLogException if the clock shows a time before these ids existed:
	 * no log would answer for them
	 */
	static String next() {
		return next(Instant.now());
	}

	static String next(Instant now) {
		if (now.isBefore(EARLIEST)) {
			throw new TransactionLogException("The clock of this machine shows " + now
					+ ", so back-checks could not be answered and nothing was sent. Set the clock, then call again.",
					null);
		}
		UUID random = UUID.randomUUID();
		long high = (now.toEpochMilli() << 16) | VERSION_7 | (random.getMostSignificantBits() & RANDOM_BITS);
		return new UUID(high, random.getLeastSignificantBits()).toString();
	}

}
