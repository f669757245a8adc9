package io.github.rocketmqhttp.transaction;

/**
 * Who tells the broker what became of a local transaction that has ended.
 */
public enum CompletionMode {

	/** The caller's thread, before the call returns. */
	SYNC,

	/**
	 * Threads in the background, so that the call returns at once; the caller's thread
	 * when too much is waiting. Decisions that fail are tried again while they may be.
	 */
	ASYNC

}
