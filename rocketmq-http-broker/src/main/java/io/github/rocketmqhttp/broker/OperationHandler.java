package io.github.rocketmqhttp.broker;

import java.util.function.Consumer;

import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import org.jspecify.annotations.Nullable;

/**
 * Performs one operation of the protocol.
 */
interface OperationHandler {

	/**
	 * Performs the operation.
	 * @param request the complete request
	 * @param answer takes the answer, now or later, once
	 * @return ends the wait of a poll; {@code null} for every other operation
	 * @throws io.github.rocketmqhttp.broker.store.RefusedException if the request is
	 * refused; then the answer is not called
	 * @throws MalformedDocumentException if the body is no document of the protocol
	 */
	@Nullable Runnable handle(BrokerRequest request, Consumer<Answer> answer) throws MalformedDocumentException;

}
