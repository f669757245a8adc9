package io.github.rocketmqhttp.broker.store;

import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A poll that is held open. Two of them are never equal. Guarded by the topic's lock.
 */
final class WaitingPoll {

	private final PollRequest request;

	private final long arrival;

	private final Consumer<List<ReceivedMessage>> answer;

	private @Nullable Future<?> timeout;

	WaitingPoll(PollRequest request, long arrival, Consumer<List<ReceivedMessage>> answer) {
		this.request = request;
		this.arrival = arrival;
		this.answer = answer;
	}

	PollRequest request() {
		return this.request;
	}

	/**
	 * Orders the polls of one topic.
	 */
	long arrival() {
		return this.arrival;
	}

	void timeout(Future<?> timeout) {
		this.timeout = timeout;
	}

	/**
	 * Leaves nothing behind that waits for the end of the wait time.
	 */
	void forgetTimeout() {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	void answer(List<ReceivedMessage> messages) {
		forgetTimeout();
		this.answer.accept(messages);
	}

}
