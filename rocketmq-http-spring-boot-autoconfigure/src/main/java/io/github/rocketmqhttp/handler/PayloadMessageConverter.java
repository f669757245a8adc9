package io.github.rocketmqhttp.handler;

import java.lang.reflect.Type;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Lets Spring's argument resolvers read bodies with our payload converter and the full
 * generic type of the parameter. It only reads.
 */
final class PayloadMessageConverter implements SmartMessageConverter {

	private final ReceivedMessageMapper mapper;

	PayloadMessageConverter(ReceivedMessageMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public Object fromMessage(Message<?> message, Class<?> targetClass) {
		return convert(message, targetClass);
	}

	@Override
	public Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		return convert(message, (conversionHint instanceof MethodParameter parameter)
				? PayloadTypes.of(parameter).getType() : targetClass);
	}

	private Object convert(Message<?> message, Type type) {
		ReceivedMessage received = message.getHeaders()
			.get(RocketMqHttpHeaders.RECEIVED_MESSAGE, ReceivedMessage.class);
		String topic = message.getHeaders().get(RocketMqHttpHeaders.TOPIC, String.class);
		if (received == null || topic == null) {
			throw new IllegalStateException("The message was not mapped from a delivery.");
		}
		return this.mapper.toPayload(received, topic, type);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		return null;
	}

}
