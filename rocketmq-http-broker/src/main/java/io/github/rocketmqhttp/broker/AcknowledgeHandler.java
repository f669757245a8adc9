package io.github.rocketmqhttp.broker;

import java.util.function.Consumer;

import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import io.github.rocketmqhttp.protocol.RequestCodec;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges deliveries.
 */
final class AcknowledgeHandler implements OperationHandler {

	private final MessageStore store;

	AcknowledgeHandler(MessageStore store) {
		this.store = store;
	}

	@Override
	public @Nullable Runnable handle(BrokerRequest request, Consumer<Answer> answer) throws MalformedDocumentException {
		String consumerGroup = request.target().required("consumer");
		answer.accept(Answer.handled(this.store.acknowledge(request.target().topic(), consumerGroup,
				RequestCodec.readReceiptHandles(request.body()))));
		return null;
	}

}
