package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.handler.PayloadTypes;
import io.github.rocketmqhttp.handler.PayloadValidator;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Reads one element for a method that takes a list of messages.
 */
final class ElementReader implements MessageReader {

	private final MethodParameter parameter;

	private final Class<?> element;

	private final ResolvableType payload;

	private final ReceivedMessageMapper mapper;

	private final ConsumeRequest source;

	private final PayloadValidator validator;

	ElementReader(MethodParameter parameter, ReceivedMessageMapper mapper, ConsumeRequest source,
			PayloadValidator validator) {
		this.parameter = parameter;
		ResolvableType declared = ResolvableType.forMethodParameter(parameter).getGeneric(0);
		this.element = declared.toClass();
		this.payload = PayloadTypes.of(declared);
		this.mapper = mapper;
		this.source = source;
		this.validator = validator;
	}

	@Override
	public Object read(ReceivedMessage message) {
		if (this.element == ReceivedMessage.class) {
			return message;
		}
		// Whatever text is an instance of gets the text, as it does where one is taken.
		Object payload = this.payload.toClass().isInstance(message.body()) ? message.body()
				: this.mapper.toPayload(message, this.source.topic(), this.payload.getType());
		this.validator.validate(this.parameter, payload, message.messageId());
		return Message.class.isAssignableFrom(this.element)
				? MessageBuilder.createMessage(payload,
						this.mapper.toMessage(message, this.source.topic(), this.source.consumerGroup()).getHeaders())
				: payload;
	}

}
