package io.github.rocketmqhttp.transaction;

/**
 * Why the last answer about a half message is what it is, or why the broker has none yet.
 */
public enum AnswerReason {

	/** Its transaction still runs in this process. */
	RUNNING,

	/** This process knows how its transaction ended, or that it has no part in one. */
	ENDED_HERE,

	/** The transaction log knows. */
	LOG,

	/**
	 * The transaction log cannot say: the transaction still runs in some process, or the
	 * database does not answer or cannot be written.
	 */
	LOG_SILENT,

	/**
	 * The transaction log that the message names is not part of this application: it has
	 * another name or is in another database, or its transaction id is not one of this
	 * library.
	 */
	LOG_MISSING,

	/** The topic's back-check handler said so. */
	HANDLER,

	/** The topic's back-check handler threw an exception, or answered {@code null}. */
	HANDLER_FAILED,

	/** Neither a log nor a back-check handler of this application answers for it. */
	NO_HANDLER,

	/** An operator decided. */
	OPERATOR,

	/**
	 * Nobody was asked: an earlier back-check of the message is still being answered, or
	 * all threads are busy with others.
	 */
	BUSY,

	/** The local commit failed in a way that leaves its outcome open. */
	COMMIT_FAILED,

	/** The answer is known, and came after its receipt handle had expired. */
	TOO_LATE,

	/** The answer is known, and the broker could not be told. */
	NOT_TOLD

}
