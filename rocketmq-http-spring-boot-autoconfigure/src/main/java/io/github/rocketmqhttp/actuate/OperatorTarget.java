package io.github.rocketmqhttp.actuate;

/**
 * What operators may act on; the names are segments of the endpoint's path.
 */
public enum OperatorTarget {

	/** A listener, by its id. */
	LISTENERS,

	/** The messages in doubt of one transaction, by the transaction's id. */
	TRANSACTIONS,

	/** One message in doubt, by its id. */
	MESSAGES

}
