package io.github.rocketmqhttp.listener;

import java.util.List;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Reads all arguments of a method that takes one message at a time; the place of an
 * {@link Acknowledgement} stays empty.
 */
final class ArgumentsReader implements MessageReader {

	private final List<MethodParameter> parameters;

	private final HandlerMethodArgumentResolver resolver;

	private final ReceivedMessageMapper mapper;

	private final ConsumeRequest source;

	ArgumentsReader(List<MethodParameter> parameters, HandlerMethodArgumentResolver resolver,
			ReceivedMessageMapper mapper, ConsumeRequest source) {
		this.parameters = parameters;
		this.resolver = resolver;
		this.mapper = mapper;
		this.source = source;
	}

	@Override
	public Object read(ReceivedMessage received) {
		Message<String> message = this.mapper.toMessage(received, this.source.topic(), this.source.consumerGroup());
		@Nullable Object[] arguments = new Object[this.parameters.size()];
		for (int i = 0; i < arguments.length; i++) {
			MethodParameter parameter = this.parameters.get(i);
			if (parameter.getParameterType() != Acknowledgement.class) {
				arguments[i] = resolve(parameter, message);
			}
		}
		return arguments;
	}

	private @Nullable Object resolve(MethodParameter parameter, Message<?> message) {
		try {
			return this.resolver.resolveArgument(parameter, message);
		}
		catch (RocketMqHttpException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new ArgumentException(parameter, ex);
		}
	}

}
