package io.github.rocketmqhttp.reliability.interop;

/**
 * One topic for each kind of message.
 */
final class Topics {

	static final String NORMAL = "plain";

	static final String ORDERED = "steps";

	static final String SCHEDULED = "later";

	static final String TRANSACTION = "orders";

	/** For half messages that only the vendor's SDK answers for. */
	static final String FOREIGN = "foreign";

	private Topics() {
	}

}
