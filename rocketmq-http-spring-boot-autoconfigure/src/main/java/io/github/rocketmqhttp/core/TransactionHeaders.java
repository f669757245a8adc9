package io.github.rocketmqhttp.core;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Names of the message properties that tie a message to its local transaction. Every half
 * message of a {@code @TransactionalMessage} carries them, and users cannot set them.
 */
public final class TransactionHeaders {

	/** Id of the local transaction's work, the same in all messages of one call. */
	public static final String TRANSACTION_ID = "__TXID";

	/**
	 * Name and identity of the transaction log that answers for the message, as
	 * {@link #log} writes them; absent when there is none.
	 */
	public static final String LOG = "__TXLOG";

	/**
	 * Which publish attempt it is: the number of the message within the transaction, and
	 * from the second try on a dot and the number of the try. A retried publish may leave
	 * a half message behind that nobody knows, an orphan, and this tells it from the one
	 * that counts.
	 */
	public static final String ATTEMPT_ID = "__TXATTEMPT";

	/** All of them. */
	public static final Set<String> NAMES = Set.of(TRANSACTION_ID, ATTEMPT_ID, LOG);

	/** How transaction ids are written, and nothing else: UUIDs of version 7. */
	private static final Pattern ID = Pattern
		.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

	private static final int ID_LENGTH = 36;

	private static final char TRY = '.';

	/** No character of names, and one that property values may hold. */
	private static final char IDENTITY = '@';

	private TransactionHeaders() {
	}

	/**
	 * Whether a text is written as the transaction ids of this library are. Any other
	 * text of a message may be long, and may hold anything.
	 * @param transactionId any text
	 * @return whether it has their shape
	 */
	public static boolean isTransactionId(String transactionId) {
		return transactionId.length() == ID_LENGTH && ID.matcher(transactionId).matches();
	}

	/**
	 * When a transaction id was made, by the clock of the machine that made it.
	 * @param transactionId {@linkplain #isTransactionId a transaction id of this library}
	 * @return the instant, to the millisecond
	 */
	public static Instant timeOf(String transactionId) {
		return Instant.ofEpochMilli(UUID.fromString(transactionId).getMostSignificantBits() >>> 16);
	}

	/**
	 * Makes the id of a further attempt.
	 * @param firstAttemptId the id of the message's first attempt
	 * @param number which try it is, from 2
	 * @return the id
	 */
	public static String furtherAttemptId(String firstAttemptId, int number) {
		return firstAttemptId + TRY + number;
	}

	/**
	 * Tells which message of its transaction an attempt publishes.
	 * @param attemptId the id of any attempt
	 * @return the id of the message's first attempt
	 */
	public static String firstAttemptId(String attemptId) {
		int end = attemptId.indexOf(TRY);
		return (end < 0) ? attemptId : attemptId.substring(0, end);
	}

	/**
	 * Writes which log answers for a message.
	 * @param name name of the log
	 * @param identity identity of the log
	 * @return the value of {@link #LOG}
	 */
	public static String log(String name, String identity) {
		return name + IDENTITY + identity;
	}

	/**
	 * Reads the name of the log that answers for a message.
	 * @param log the value of {@link #LOG}
	 * @return the name
	 */
	public static String logName(String log) {
		int end = log.indexOf(IDENTITY);
		return (end < 0) ? log : log.substring(0, end);
	}

	/**
	 * Reads the identity of the log that answers for a message.
	 * @param log the value of {@link #LOG}
	 * @return the identity, {@code null} in messages of versions that had none
	 */
	public static @Nullable String logIdentity(String log) {
		int end = log.indexOf(IDENTITY);
		return (end < 0) ? null : log.substring(end + 1);
	}

}
