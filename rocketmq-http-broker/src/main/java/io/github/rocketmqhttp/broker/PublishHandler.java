package io.github.rocketmqhttp.broker;

import java.util.function.Consumer;

import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import io.github.rocketmqhttp.protocol.RequestCodec;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a message of any kind.
 */
final class PublishHandler implements OperationHandler {

	private final MessageStore store;

	PublishHandler(MessageStore store) {
		this.store = store;
	}

	@Override
	public @Nullable Runnable handle(BrokerRequest request, Consumer<Answer> answer) throws MalformedDocumentException {
		answer.accept(Answer
			.published(this.store.publish(request.target().topic(), RequestCodec.readPublish(request.body()))));
		return null;
	}

}
