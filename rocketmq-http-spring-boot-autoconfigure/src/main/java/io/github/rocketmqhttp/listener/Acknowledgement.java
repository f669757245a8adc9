package io.github.rocketmqhttp.listener;

import java.util.concurrent.CompletableFuture;

/**
 * Acknowledges what one call of a listener method got, a message or a list of them;
 * argument of methods with {@link AckMode#MANUAL}.
 * <p>
 * Safe for use by any thread, also after the method has returned. Only the first use
 * counts. Requests that have begun are waited for when the listener stops.
 */
public interface Acknowledgement {

	/**
	 * Starts to acknowledge, and returns at once. A failure is logged, and the message
	 * comes back.
	 */
	default void acknowledge() {
		CompletableFuture<Void> unused = acknowledgeAsync();
	}

	/**
	 * Starts to acknowledge, and returns at once.
	 * @return the end of it, the same for every call. It fails with an
	 * {@link io.github.rocketmqhttp.AcknowledgeException} for handles that were refused,
	 * and with another {@link io.github.rocketmqhttp.RocketMqHttpException} when the
	 * broker did not answer in several attempts
	 */
	CompletableFuture<Void> acknowledgeAsync();

}
