package io.github.rocketmqhttp.listener;

import java.lang.reflect.Type;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Lets Spring's argument resolvers read bodies with our payload converter and the full
 * generic type of the parameter.
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
		return convert(message,
				(conversionHint instanceof MethodParameter parameter) ? payloadType(parameter) : targetClass);
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

	static Type payloadType(MethodParameter parameter) {
		if (Message.class.isAssignableFrom(parameter.getParameterType())) {
			return ResolvableType.forMethodParameter(parameter).as(Message.class).getGeneric(0).getType();
		}
		return GenericTypeResolver.resolveType(parameter.getGenericParameterType(), parameter.getContainingClass());
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
