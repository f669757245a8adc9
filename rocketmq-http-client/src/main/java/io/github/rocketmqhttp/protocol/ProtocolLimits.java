package io.github.rocketmqhttp.protocol;

import java.time.Duration;

/**
 * The ranges that the service documents, and the checks that name what is outside them.
 */
public final class ProtocolLimits {

	/** Most messages in one poll, and most handles in one acknowledgement. */
	public static final int MAX_BATCH_SIZE = 16;

	/** Longest time that the service holds an empty poll open. */
	public static final Duration MAX_WAIT_TIME = Duration.ofSeconds(30);

	/** Shortest immunity time of a half message. */
	public static final Duration MIN_IMMUNITY_TIME = Duration.ofSeconds(10);

	/** Longest immunity time of a half message. */
	public static final Duration MAX_IMMUNITY_TIME = Duration.ofMinutes(5);

	/** Largest body of a normal or ordered message, in bytes of UTF-8. */
	public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

	/** Largest body of a half or scheduled message, in bytes of UTF-8. */
	public static final int MAX_SPECIAL_BODY_BYTES = 64 * 1024;

	/** Largest property list, in bytes of its wire form. */
	public static final int MAX_PROPERTIES_BYTES = 16 * 1024;

	/** Longest name of a topic, group or instance. */
	public static final int MAX_NAME_LENGTH = 64;

	/** Longest request line, in characters. */
	public static final int MAX_REQUEST_LINE = 1024;

	/** How often a message is delivered again before it is a dead letter. */
	public static final int MAX_REDELIVERIES = 288;

	/** How far ahead a message may be scheduled. */
	public static final Duration MAX_DELAY = Duration.ofDays(40);

	private ProtocolLimits() {
	}

	/**
	 * Whether a topic, group or instance id can stand in a request as it is: the SDKs
	 * paste names into the URL unencoded, so only ASCII letters, digits, {@code _} and
	 * {@code -} are portable.
	 * @param name the name to look at
	 * @return whether every SDK can address it
	 */
	public static boolean isName(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			boolean portable = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
					|| c == '-';
			if (!portable) {
				return false;
			}
		}
		return !name.isEmpty() && name.length() <= MAX_NAME_LENGTH;
	}

	/**
	 * Checks a topic, group or instance id.
	 * @param what what the name stands for, used in the message
	 * @param name the name to check
	 * @return the name
	 * @throws IllegalArgumentException if {@link #isName(String)} does not hold
	 */
	public static String requireName(String what, String name) {
		if (!isName(name)) {
			throw new IllegalArgumentException("The " + what + " '" + PrintableText.of(name)
					+ "' cannot be sent: use 1 to 64 characters out of A-Z, a-z, 0-9, '_' and '-'.");
		}
		return name;
	}

	/**
	 * Checks an immunity time.
	 * @param immunityTime the time before the first back-check
	 * @return the time
	 * @throws IllegalArgumentException if it is not a whole number of seconds from 10 to
	 * 300
	 */
	public static Duration requireImmunityTime(Duration immunityTime) {
		return requireSeconds("immunity time", immunityTime, MIN_IMMUNITY_TIME, MAX_IMMUNITY_TIME);
	}

	/**
	 * Checks the wait time of a poll.
	 * @param waitTime how long an empty poll is held open
	 * @return the time
	 * @throws IllegalArgumentException if it is not a whole number of seconds from 0 to
	 * 30
	 */
	public static Duration requireWaitTime(Duration waitTime) {
		return requireSeconds("wait time of a poll", waitTime, Duration.ZERO, MAX_WAIT_TIME);
	}

	/**
	 * Checks a batch size.
	 * @param batchSize most messages of one poll
	 * @return the size
	 * @throws IllegalArgumentException if it is not from 1 to 16
	 */
	public static int requireBatchSize(int batchSize) {
		if (batchSize < 1 || batchSize > MAX_BATCH_SIZE) {
			throw new IllegalArgumentException(
					"The batch size " + batchSize + " is outside 1 to " + MAX_BATCH_SIZE + " messages.");
		}
		return batchSize;
	}

	private static Duration requireSeconds(String what, Duration value, Duration min, Duration max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || value.toNanosPart() != 0) {
			throw new IllegalArgumentException("The " + what + " " + value + " is not a whole number of seconds from "
					+ min.toSeconds() + " to " + max.toSeconds() + ".");
		}
		return value;
	}

}
