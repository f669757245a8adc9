package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Type;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Reads the body for Spring's argument resolvers, generics of the argument included.
 */
final class PayloadMessageConverter implements SmartMessageConverter {

	private final ReceivedMessageMapper mapper;

	PayloadMessageConverter(ReceivedMessageMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
		ReceivedMessage received = (ReceivedMessage) message.getHeaders().get(RocketMqHttpHeaders.RECEIVED_MESSAGE);
		String topic = (String) message.getHeaders().get(RocketMqHttpHeaders.TOPIC);
		if (received == null || topic == null) {
			return null;
		}
		return this.mapper.toPayload(received, topic, type(targetClass, hint));
	}

	private static Type type(Class<?> targetClass, @Nullable Object hint) {
		if (!(hint instanceof MethodParameter parameter)) {
			return targetClass;
		}
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		return Message.class.isAssignableFrom(parameter.getParameterType())
				? type.as(Message.class).getGeneric(0).getType() : type.getType();
	}

	/**
	 * Handlers only read.
	 */
	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return null;
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
		return null;
	}

}
