package io.github.rocketmqhttp.core;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.converter.PayloadConversionException;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Turns deliveries and back-checks into Spring messages.
 * <p>
 * The message's own properties are headers under their own names, except names that
 * Spring or {@link RocketMqHttpHeaders} need for themselves ({@code id},
 * {@code timestamp}, {@code nativeHeaders}, {@code rocketmqHttp_…}): those are found in
 * {@link ReceivedMessage#properties()} only, reachable by
 * {@link RocketMqHttpHeaders#RECEIVED_MESSAGE}. Safe for concurrent use.
 */
public final class ReceivedMessageMapper {

	private static final String OUR_PREFIX = "rocketmqHttp_";

	private static final Set<String> TAKEN = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			NativeMessageHeaderAccessor.NATIVE_HEADERS);

	private final PayloadConverter converter;

	/**
	 * Creates the mapper.
	 * @param converter reads the bodies
	 */
	public ReceivedMessageMapper(PayloadConverter converter) {
		this.converter = converter;
	}

	/**
	 * Maps a delivery and leaves its body as it is.
	 * @param received the delivery
	 * @param topic where it came from
	 * @param consumerGroup the group that got it
	 * @return the message, its payload the text of the body
	 */
	public Message<String> toMessage(ReceivedMessage received, String topic, String consumerGroup) {
		return new GenericMessage<>(received.body(), headers(received, topic, consumerGroup));
	}

	/**
	 * Maps a delivery and reads its body.
	 * @param received the delivery
	 * @param topic where it came from
	 * @param consumerGroup the group that got it
	 * @param type type of the payload, generics included
	 * @return the message
	 * @throws PayloadConversionException if the body cannot be read as that type; the
	 * text names message and type
	 */
	public Message<Object> toMessage(ReceivedMessage received, String topic, String consumerGroup, Type type) {
		return new GenericMessage<>(toPayload(received, topic, type), headers(received, topic, consumerGroup));
	}

	/**
	 * Reads the body of a delivery.
	 * @param received the delivery
	 * @param topic where it came from
	 * @param type type of the payload, generics included
	 * @return the payload
	 * @throws PayloadConversionException if the body cannot be read as that type; the
	 * text names message and type
	 */
	public Object toPayload(ReceivedMessage received, String topic, Type type) {
		try {
			return this.converter.fromBody(received.body(), type);
		}
		catch (PayloadConversionException ex) {
			throw new PayloadConversionException("The message " + received.messageId() + " of topic " + topic
					+ " cannot be converted. " + ex.getMessage(), ex.getCause());
		}
		catch (RuntimeException ex) {
			// A converter of the application; what it says may quote the body.
			throw new PayloadConversionException("The message " + received.messageId() + " of topic " + topic
					+ " cannot be converted. A body cannot be read as " + type.getTypeName() + ": "
					+ ex.getClass().getSimpleName(), null);
		}
	}

	private static Map<String, Object> headers(ReceivedMessage received, String topic, String consumerGroup) {
		Map<String, Object> headers = new HashMap<>();
		received.userProperties().forEach((name, value) -> {
			if (!TAKEN.contains(name) && !name.startsWith(OUR_PREFIX)) {
				headers.put(name, value);
			}
		});
		headers.put(RocketMqHttpHeaders.MESSAGE_ID, received.messageId());
		headers.put(RocketMqHttpHeaders.TOPIC, topic);
		headers.put(RocketMqHttpHeaders.CONSUMER_GROUP, consumerGroup);
		putIfPresent(headers, RocketMqHttpHeaders.TAG, received.tag());
		putIfPresent(headers, RocketMqHttpHeaders.KEY, received.key());
		putIfPresent(headers, RocketMqHttpHeaders.SHARDING_KEY, received.shardingKey());
		headers.put(RocketMqHttpHeaders.PUBLISH_TIME, received.publishTime());
		headers.put(RocketMqHttpHeaders.INVISIBLE_UNTIL, received.invisibleUntil());
		headers.put(RocketMqHttpHeaders.CONSUMED_TIMES, received.consumedTimes());
		headers.put(RocketMqHttpHeaders.RECEIPT_HANDLE, received.receiptHandle());
		headers.put(RocketMqHttpHeaders.RECEIVED_MESSAGE, received);
		return headers;
	}

	private static void putIfPresent(Map<String, Object> headers, String name, @Nullable String value) {
		if (value != null) {
			headers.put(name, value);
		}
	}

}
