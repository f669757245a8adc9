package io.github.rocketmqhttp.transaction;

/**
 * Answers the broker's question what became of a local transaction, usually by looking
 * for its rows.
 *
 * @param <T> type of the payload
 */
@FunctionalInterface
public interface TransactionChecker<T> {

	/**
	 * Looks up the outcome of the local transaction behind a half message. Transactions
	 * that still run in this process are not asked about, those of other processes are:
	 * answer {@link TransactionResolution#UNKNOWN} while "not there" may still become
	 * "there".
	 * <p>
	 * Called by several threads. An exception counts as
	 * {@link TransactionResolution#UNKNOWN}, and so does an answer that takes longer than
	 * the about 10 s until the broker asks again.
	 * @param message the half message
	 * @return the outcome
	 * @throws Exception if it cannot be told now
	 */
	TransactionResolution check(HalfMessage<T> message) throws Exception;

}
