package io.github.rocketmqhttp.broker;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.rocketmqhttp.broker.store.MessageStore;
import io.github.rocketmqhttp.broker.store.PollRequest;
import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.broker.store.TagFilter;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Polls for messages, in order or not, or for half messages.
 */
final class ConsumeHandler implements OperationHandler {

	/**
	 * The SDK for C# gives up after just as many seconds as it asks the broker to wait.
	 */
	private static final Duration MARGIN = Duration.ofMillis(100);

	private final MessageStore store;

	private final PollRequest.Kind kind;

	ConsumeHandler(MessageStore store, PollRequest.Kind kind) {
		this.store = store;
		this.kind = kind;
	}

	@Override
	public Runnable handle(BrokerRequest request, Consumer<Answer> answer) {
		RequestTarget target = request.target();
		PollRequest poll = new PollRequest(target.topic(), target.required("consumer"), this.kind,
				TagFilter.of(target.parameter("tag")), batchSize(target),
				waitTime(target.parameter("waitseconds"), target));
		BooleanSupplier waiting = this.store.poll(poll,
				(messages) -> answer.accept(answer(poll, messages, request.context())));
		return () -> {
			if (waiting.getAsBoolean()) {
				answer.accept(Answer.noMessage(request.context()));
			}
		};
	}

	private Answer answer(PollRequest poll, List<ReceivedMessage> messages, RequestContext context) {
		return messages.isEmpty() ? Answer.noMessage(context)
				: Answer.consumed(messages, () -> this.store.undeliver(poll, messages));
	}

	private static int batchSize(RequestTarget target) {
		int size = target.number("numOfMessages", target.required("numOfMessages"));
		if (size < 1 || size > ProtocolLimits.MAX_BATCH_SIZE) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The parameter 'numOfMessages' is " + size
					+ "; it must be from 1 to " + ProtocolLimits.MAX_BATCH_SIZE + ".");
		}
		return size;
	}

	// Negative and zero ask for a short poll: one SDK sends -1 by default.
	private static Duration waitTime(@Nullable String text, RequestTarget target) {
		int seconds = (text != null) ? Math.max(0, target.number("waitseconds", text)) : 0;
		if (seconds > ProtocolLimits.MAX_WAIT_TIME.toSeconds()) {
			throw new RefusedException(ErrorCode.INVALID_ARGUMENT, "The parameter 'waitseconds' is " + seconds
					+ "; it must be from 0 to " + ProtocolLimits.MAX_WAIT_TIME.toSeconds() + ".");
		}
		return (seconds > 0) ? Duration.ofSeconds(seconds).minus(MARGIN) : Duration.ZERO;
	}

}
