package io.github.rocketmqhttp.broker.store;

/**
 * What a message's properties make of it.
 */
enum MessageKind {

	NORMAL("a normal message"), ORDERED("an ordered message"), SCHEDULED("a scheduled message"), HALF("a half message");

	private final String text;

	MessageKind(String text) {
		this.text = text;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
