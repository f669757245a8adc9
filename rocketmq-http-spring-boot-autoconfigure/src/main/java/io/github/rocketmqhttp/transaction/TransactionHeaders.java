package io.github.rocketmqhttp.transaction;

import java.util.Set;

/**
 * Names of the message properties that tie a message to its local transaction. Every half
 * message of a {@link TransactionalMessage} carries them, and users cannot set them.
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
	 * Number of the publish attempt within the transaction: a retried publish may leave a
	 * half message behind that nobody knows, an orphan, and this tells it from the one
	 * that counts.
	 */
	public static final String ATTEMPT_ID = "__TXATTEMPT";

	static final Set<String> NAMES = Set.of(TRANSACTION_ID, ATTEMPT_ID, LOG);

	private TransactionHeaders() {
	}

}
