package io.github.rocketmqhttp.listener;

import java.util.List;

/**
 * Calls the method and nothing else.
 */
final class PlainCall implements ListenerCall {

	private final ListenerMethod method;

	PlainCall(ListenerMethod method) {
		this.method = method;
	}

	@Override
	public boolean takesList() {
		return this.method.takesList();
	}

	@Override
	public ReadMessage read(Delivery delivery) {
		return new ReadMessage(delivery, this.method.read(delivery.message()), "");
	}

	@Override
	public List<Delivery> call(List<ReadMessage> messages, Acknowledgement handle) throws Throwable {
		this.method.invoke(messages.stream().map(ReadMessage::content).toList(), handle);
		return messages.stream().map(ReadMessage::delivery).toList();
	}

}
