package io.github.rocketmqhttp.test.crash;

/**
 * A moment in the life of a transaction with messages.
 */
public enum CrashPoint {

	/**
	 * The broker has taken the half message, the first one if there are several. The
	 * local transaction has not begun, or, where messages are sent before the commit, has
	 * done its work. Nothing is stored, and the back-check rolls back.
	 */
	AFTER_HALF_MESSAGE,

	/**
	 * All work is done, the row of the transaction log is written, and the commit is not:
	 * the database rolls back, as it does when a connection is lost. Nothing is stored,
	 * and the back-check rolls back.
	 */
	BEFORE_LOCAL_COMMIT,

	/**
	 * The local transaction is committed, and the broker has not been told. Everything is
	 * stored, and the back-check commits.
	 */
	AFTER_LOCAL_COMMIT

}
