package io.github.rocketmqhttp.reliability.chaos;

/**
 * What the business makes of a transaction.
 */
enum Ending {

	/** The method returns and the transaction commits. */
	RETURNS,

	/** The method throws an unchecked exception: rolled back. */
	RUNTIME_EXCEPTION,

	/** The method marks the transaction and returns: rolled back. */
	ROLLBACK_ONLY,

	/** The method throws a checked exception: committed. */
	CHECKED_EXCEPTION,

	/** The method returns, and its caller's transaction fails afterwards: rolled back. */
	CALLER_FAILS,

	/** The method throws, and its caller's transaction tries to commit: rolled back. */
	CALLER_SWALLOWS;

	boolean needsCaller() {
		return this == CALLER_FAILS || this == CALLER_SWALLOWS;
	}

}
