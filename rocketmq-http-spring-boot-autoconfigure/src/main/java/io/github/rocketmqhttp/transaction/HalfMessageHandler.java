package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a user's handler comes down to, whatever shape it has.
 */
@FunctionalInterface
interface HalfMessageHandler {

	/**
	 * Asks the user's code.
	 * @return its answer, which should not be {@code null} but may be
	 * @throws Exception whatever it throws, also when the body cannot be converted
	 */
	@Nullable TransactionResolution check(BackCheckEndpoint endpoint, ReceivedMessage message) throws Exception;

}
