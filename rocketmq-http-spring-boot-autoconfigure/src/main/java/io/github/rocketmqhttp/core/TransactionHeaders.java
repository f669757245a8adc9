package io.github.rocketmqhttp.core;

import java.util.Set;

/**
 * Names of the message properties that tie a message to its local transaction. Every half
 * message of a {@code @TransactionalMessage} carries them, and users cannot set them.
 */
public final class TransactionHeaders {

	/** Id of the local transaction's work, the same in all messages of one call. */
	public static final String TRANSACTION_ID = "__TXID";

	/**
	 * Name of the transaction log that answers for the message; absent when there is
	 * none.
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

	private static final char TRY = '.';

	private TransactionHeaders() {
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

}
