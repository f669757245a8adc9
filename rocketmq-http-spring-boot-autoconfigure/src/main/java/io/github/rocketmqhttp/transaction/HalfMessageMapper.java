package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Type;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Shows a back-check to user code, its body read as the wanted type.
 */
final class HalfMessageMapper {

	private final ReceivedMessageMapper mapper;

	HalfMessageMapper(ReceivedMessageMapper mapper) {
		this.mapper = mapper;
	}

	HalfMessage<Object> toHalfMessage(String topic, String consumerGroup, ReceivedMessage received, Type type) {
		return new HalfMessage<>(topic, consumerGroup, received.messageId(), received.tag(), received.key(),
				this.mapper.toPayload(received, topic, type), received.publishTime(), received.consumedTimes(),
				received.userProperties());
	}

}
