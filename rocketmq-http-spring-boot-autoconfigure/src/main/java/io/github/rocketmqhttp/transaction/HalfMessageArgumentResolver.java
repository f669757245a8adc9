package io.github.rocketmqhttp.transaction;

import java.util.Objects;

import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.handler.PayloadTypes;
import io.github.rocketmqhttp.handler.PayloadValidator;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Gives a handler method its {@link HalfMessage}.
 */
final class HalfMessageArgumentResolver implements HandlerMethodArgumentResolver {

	private final HalfMessageMapper mapper;

	private final PayloadValidator validator;

	HalfMessageArgumentResolver(HalfMessageMapper mapper, PayloadValidator validator) {
		this.mapper = mapper;
		this.validator = validator;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return isHalfMessage(parameter);
	}

	static boolean isHalfMessage(MethodParameter parameter) {
		return HalfMessage.class == parameter.getParameterType();
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		ReceivedMessage received = header(message, RocketMqHttpHeaders.RECEIVED_MESSAGE, ReceivedMessage.class);
		HalfMessage<Object> half = this.mapper.toHalfMessage(header(message, RocketMqHttpHeaders.TOPIC, String.class),
				header(message, RocketMqHttpHeaders.CONSUMER_GROUP, String.class), received,
				PayloadTypes.of(ResolvableType.forMethodParameter(parameter).getGeneric(0)).getType());
		this.validator.validate(parameter, half.payload(), half.messageId());
		return half;
	}

	private static <T> T header(Message<?> message, String name, Class<T> type) {
		return type.cast(Objects.requireNonNull(message.getHeaders().get(name), name));
	}

}
