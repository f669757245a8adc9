package io.github.rocketmqhttp.broker;

import java.util.function.Consumer;

import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import io.github.rocketmqhttp.protocol.RequestCodec;
import org.jspecify.annotations.Nullable;

/**
 * Commits or rolls back a half message. The group is not looked at: one SDK sends an
 * empty one.
 */
final class DecideHandler implements OperationHandler {

	private final MessageStore store;

	private final boolean commit;

	DecideHandler(MessageStore store, boolean commit) {
		this.store = store;
		this.commit = commit;
	}

	@Override
	public @Nullable Runnable handle(BrokerRequest request, Consumer<Answer> answer) throws MalformedDocumentException {
		answer.accept(Answer.handled(this.store.decide(request.target().topic(),
				RequestCodec.readReceiptHandles(request.body()), this.commit)));
		return null;
	}

}
