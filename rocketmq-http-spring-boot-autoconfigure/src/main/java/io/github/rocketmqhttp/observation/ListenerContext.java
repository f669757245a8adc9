package io.github.rocketmqhttp.observation;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.micrometer.observation.transport.Kind;

/**
 * A listener handles messages: one, whose trace goes on, or several, which may belong to
 * different traces and begin one of their own.
 */
public final class ListenerContext extends MessageContext {

	private final String listenerId;

	private final List<ReceivedMessage> messages;

	/**
	 * Creates the context.
	 * @param listenerId id of the listener
	 * @param topic where the messages come from
	 * @param consumerGroup the group that got them
	 * @param messages those of one call, at least one
	 */
	public ListenerContext(String listenerId, String topic, String consumerGroup, List<ReceivedMessage> messages) {
		super(topic, consumerGroup,
				messages.stream().map(ReceivedMessage::messageId).collect(Collectors.joining(Values.SEPARATOR)),
				(messages.size() == 1) ? messages.get(0).properties() : Map.of(), Kind.CONSUMER);
		this.listenerId = listenerId;
		this.messages = List.copyOf(messages);
	}

	/**
	 * Which listener.
	 * @return its id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * What it handles.
	 * @return the messages of one call
	 */
	public List<ReceivedMessage> getMessages() {
		return this.messages;
	}

}
