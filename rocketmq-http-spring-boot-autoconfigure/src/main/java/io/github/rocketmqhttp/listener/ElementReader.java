package io.github.rocketmqhttp.listener;

import java.lang.annotation.Annotation;

import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.handler.PayloadTypes;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Reads one element for a method that takes a list of messages.
 */
final class ElementReader implements MessageReader {

	private final MethodParameter parameter;

	private final Class<?> element;

	private final ResolvableType payload;

	private final ReceivedMessageMapper mapper;

	private final ConsumeRequest source;

	private final @Nullable Validator validator;

	private final Object @Nullable [] hints;

	ElementReader(MethodParameter parameter, ReceivedMessageMapper mapper, ConsumeRequest source,
			@Nullable Validator validator) {
		this.parameter = parameter;
		ResolvableType declared = ResolvableType.forMethodParameter(parameter).getGeneric(0);
		this.element = declared.toClass();
		this.payload = PayloadTypes.of(declared);
		this.mapper = mapper;
		this.source = source;
		this.validator = validator;
		this.hints = hints(parameter);
	}

	private static Object @Nullable [] hints(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return hints;
			}
		}
		return null;
	}

	@Override
	public Object read(ReceivedMessage message) {
		if (this.element == ReceivedMessage.class) {
			return message;
		}
		// Whatever text is an instance of gets the text, as it does where one is taken.
		Object payload = this.payload.toClass().isInstance(message.body()) ? message.body()
				: this.mapper.toPayload(message, this.source.topic(), this.payload.getType());
		validate(payload);
		return Message.class.isAssignableFrom(this.element)
				? MessageBuilder.createMessage(payload,
						this.mapper.toMessage(message, this.source.topic(), this.source.consumerGroup()).getHeaders())
				: payload;
	}

	private void validate(Object payload) {
		Validator present = this.validator;
		Object[] groups = this.hints;
		if (present == null || groups == null) {
			return;
		}
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(payload, "payload");
		if (present instanceof SmartValidator smart && groups.length > 0) {
			smart.validate(payload, result, groups);
		}
		else {
			present.validate(payload, result);
		}
		if (result.hasErrors()) {
			throw new ArgumentException(this.parameter, result);
		}
	}

}
