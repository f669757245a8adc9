package io.github.rocketmqhttp.transaction;

/**
 * What became of the local transaction behind a half message.
 */
public enum TransactionResolution {

	/** It committed: the message is delivered. */
	COMMIT,

	/** It rolled back, and can no longer commit: the message is dropped. */
	ROLLBACK,

	/** It cannot be told yet: the broker asks again, for up to 24 h. */
	UNKNOWN

}
