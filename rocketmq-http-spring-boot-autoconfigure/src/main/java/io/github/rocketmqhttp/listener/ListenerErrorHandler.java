package io.github.rocketmqhttp.listener;

/**
 * Decides what becomes of messages that a listener did not handle.
 * <p>
 * Called by the thread that called the method, after the last try, once for each failed
 * call; implementations are safe for concurrent use. What it throws is logged and means
 * {@link Decision#REDELIVER}.
 */
@FunctionalInterface
public interface ListenerErrorHandler {

	/**
	 * Decides.
	 * @param failed the messages and the failure
	 * @return what becomes of the messages
	 */
	Decision handle(FailedDelivery failed);

	/**
	 * What becomes of messages.
	 */
	enum Decision {

		/**
		 * They come back after their invisible time, and an ordered listener gets nothing
		 * further of their sharding key until then.
		 */
		REDELIVER,

		/** They are acknowledged, whatever the listener's {@link AckMode}. */
		ACKNOWLEDGE

	}

}
