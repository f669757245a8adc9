package io.github.rocketmqhttp.reliability.fence;

/**
 * The points of a slow transaction at which a back-check may arrive.
 */
enum Moment {

	/** The broker has the half message; the publisher does not know it yet. */
	PUBLISHED,

	/** The half message is known, the local transaction has not begun. */
	BEFORE_BEGIN,

	/** The transaction has begun, its row is not written. */
	BEGUN,

	/** The row is written, nothing else. */
	METHOD_ENTERED,

	/** The business has written, too. */
	METHOD_LEFT,

	/** Everything is done but the commit. */
	BEFORE_COMMIT,

	/** The database has committed, the broker has not heard of it. */
	COMMITTED,

	/** The database has rolled back, the broker has not heard of it. */
	ROLLED_BACK

}
