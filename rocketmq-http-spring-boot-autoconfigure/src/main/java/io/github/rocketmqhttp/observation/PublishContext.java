package io.github.rocketmqhttp.observation;

import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * A message, half or not, on its way to the broker. Its carrier takes the properties that
 * hand the trace on.
 */
public final class PublishContext extends SenderContext<Map<String, String>> {

	private final String topic;

	private final MessageType type;

	private volatile @Nullable String tag;

	private volatile @Nullable String messageId;

	/**
	 * Creates the context.
	 * @param topic where to
	 * @param type kind of the message
	 */
	public PublishContext(String topic, MessageType type) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		});
		this.topic = topic;
		this.type = type;
		setCarrier(new LinkedHashMap<>());
		setRemoteServiceName(Values.SYSTEM);
	}

	/**
	 * Where the message goes.
	 * @return the topic
	 */
	public String getTopic() {
		return this.topic;
	}

	/**
	 * What kind of message it is.
	 * @return the type
	 */
	public MessageType getType() {
		return this.type;
	}

	/**
	 * Whether it is a half message.
	 * @return whether it is
	 */
	public boolean isHalf() {
		return this.type == MessageType.TRANSACTION;
	}

	/**
	 * The label of the message.
	 * @return the tag, {@code null} if it has none
	 */
	public @Nullable String getTag() {
		return this.tag;
	}

	/**
	 * Notes the label of the message.
	 * @param tag the tag, {@code null} for none
	 */
	public void setTag(@Nullable String tag) {
		this.tag = tag;
	}

	/**
	 * The id that the broker gave the message.
	 * @return the id, {@code null} before its answer
	 */
	public @Nullable String getMessageId() {
		return this.messageId;
	}

	/**
	 * Notes the broker's answer.
	 * @param messageId the id
	 */
	public void setMessageId(String messageId) {
		this.messageId = messageId;
	}

	/**
	 * What hands the trace on.
	 * @return properties for the message; none before the observation has started, and
	 * none without tracing
	 */
	public Map<String, String> getTraceContext() {
		Map<String, String> carrier = getCarrier();
		return (carrier != null) ? carrier : Map.of();
	}

	/**
	 * The kinds of message, with OpenTelemetry's names for them.
	 */
	public enum MessageType {

		/** Delivered at once. */
		NORMAL,

		/** Has a sharding key. */
		FIFO,

		/** Has a delivery time. */
		DELAY,

		/** Is a half message. */
		TRANSACTION

	}

}
