package io.github.rocketmqhttp.handler;

import java.lang.reflect.Type;
import java.util.Objects;

import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;

/**
 * Resolves messages also where the type of their payload is a variable of a generic
 * class, which Spring's resolver takes for any object. Their payloads are validated as
 * others are.
 */
final class MessageArgumentResolver extends MessageMethodArgumentResolver {

	private final PayloadValidator validator;

	MessageArgumentResolver(MessageConverter converter, PayloadValidator validator) {
		super(converter);
		this.validator = validator;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		Object resolved = super.resolveArgument(new FilledIn(parameter), message);
		if (resolved instanceof Message<?> read) {
			this.validator.validate(parameter, read.getPayload(),
					Objects.toString(read.getHeaders().get(RocketMqHttpHeaders.MESSAGE_ID)));
		}
		return resolved;
	}

	private static final class FilledIn extends MethodParameter {

		private final Type filledIn;

		FilledIn(MethodParameter original) {
			super(original);
			this.filledIn = PayloadTypes.fillIn(ResolvableType.forMethodParameter(original)).getType();
		}

		@Override
		public Type getGenericParameterType() {
			return this.filledIn;
		}

		@Override
		public MethodParameter clone() {
			return new FilledIn(this);
		}

	}

}
