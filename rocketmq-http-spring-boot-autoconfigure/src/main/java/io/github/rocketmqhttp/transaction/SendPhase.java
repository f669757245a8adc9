package io.github.rocketmqhttp.transaction;

/**
 * When the half message of a {@link TransactionalMessage} is published.
 */
public enum SendPhase {

	/**
	 * Before the transaction begins, so that no connection is held meanwhile. The message
	 * is made from the arguments. If publishing fails, the method is not run.
	 */
	BEFORE_METHOD,

	/**
	 * Just before the transaction commits. The message is made when the method returns,
	 * from arguments and {@code #result}; a method that ends with an exception sends
	 * nothing, and its transaction is rolled back whatever its rollback rules say. If the
	 * message cannot be made or published, the transaction is rolled back, too. The
	 * connection is held while the half message is published.
	 * <p>
	 * Where the method joins a transaction that is already committing, as in a
	 * {@code beforeCommit} callback, the half message is published when the method
	 * returns; a failure to publish rolls the transaction back only if the callback lets
	 * the exception pass.
	 */
	BEFORE_COMMIT

}
