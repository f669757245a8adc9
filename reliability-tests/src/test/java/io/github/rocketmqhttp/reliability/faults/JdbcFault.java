package io.github.rocketmqhttp.reliability.faults;

/**
 * What can happen to a database connection.
 */
public enum JdbcFault {

	/** The call passes untouched. */
	NONE,

	/** The connection is lost before a statement is executed; the statement fails. */
	LOST_BEFORE_STATEMENT,

	/** COMMIT never reaches the database, which rolls back; the commit fails. */
	LOST_BEFORE_COMMIT,

	/** The database commits, but its answer is lost; the commit fails all the same. */
	LOST_DURING_COMMIT,

	/** The commit succeeds; the connection is dead afterwards. */
	LOST_AFTER_COMMIT

}
