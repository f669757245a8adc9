package io.github.rocketmqhttp.broker.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids of upper-case hexadecimal digits. The same seed gives the same ids in the
 * same order. Safe for concurrent use.
 */
public final class Identifiers {

	private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

	private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

	private final long seed;

	private final AtomicLong messages = new AtomicLong();

	private final AtomicLong requests = new AtomicLong();

	/**
	 * Creates a source of ids.
	 * @param seed what tells two brokers apart
	 */
	public Identifiers(long seed) {
		this.seed = mix(seed + GOLDEN_GAMMA);
	}

	String nextMessageId() {
		long number = this.messages.incrementAndGet();
		// The counter itself, mixed one-to-one, keeps ids of one broker distinct.
		return hex(this.seed, 16) + hex(mix(number * GOLDEN_GAMMA ^ this.seed), 16);
	}

	/**
	 * The id of the next request.
	 * @return 24 digits
	 */
	public String nextRequestId() {
		long number = this.requests.incrementAndGet();
		return hex(mix(number * GOLDEN_GAMMA ^ ~this.seed), 16) + hex(number, 8);
	}

	private static String hex(long value, int digits) {
		char[] text = new char[digits];
		long rest = value;
		for (int i = digits - 1; i >= 0; i--) {
			text[i] = DIGITS[(int) (rest & 0xf)];
			rest >>>= 4;
		}
		return new String(text);
	}

	// A bijection of 64 bits that leaves no visible pattern (the finalizer of
	// SplittableRandom's published algorithm).
	private static long mix(long value) {
		long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		return mixed ^ (mixed >>> 31);
	}

}
