package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Calls a user's back-check handler, whatever shape it has.
 */
@FunctionalInterface
interface HalfMessageHandler {

	/**
	 * Asks the user's code.
	 * @return its answer, which should not be {@code null} but may be
	 * @throws io.github.rocketmqhttp.converter.PayloadConversionException if the body
	 * cannot be read
	 * @throws io.github.rocketmqhttp.handler.ArgumentException if the message does not
	 * give what it asks for
	 * @throws Throwable whatever it throws
	 */
	@Nullable TransactionResolution check(BackCheckEndpoint endpoint, ReceivedMessage message) throws Throwable;

}
