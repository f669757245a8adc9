package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.validation.Validator;

/**
 * Puts the argument resolvers together: Spring's own, reading bodies our way, and one for
 * the delivery itself.
 */
final class ArgumentResolvers {

	private ArgumentResolvers() {
	}

	static HandlerMethodArgumentResolver create(ReceivedMessageMapper mapper,
			@Nullable ConfigurableBeanFactory beanFactory) {
		MessageConverter converter = new PayloadMessageConverter(mapper);
		HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();
		resolvers.addResolver(new DeliveryResolver());
		resolvers.addResolver(new HeaderMethodArgumentResolver(conversionService(beanFactory), beanFactory));
		resolvers.addResolver(new HeadersMethodArgumentResolver());
		resolvers.addResolver(new MessageMethodArgumentResolver(converter));
		resolvers.addResolver(new PayloadMethodArgumentResolver(converter, validator(beanFactory)));
		return resolvers;
	}

	private static ConversionService conversionService(@Nullable ConfigurableBeanFactory beanFactory) {
		ConversionService existing = (beanFactory != null) ? beanFactory.getConversionService() : null;
		return (existing != null) ? existing : new DefaultFormattingConversionService();
	}

	static @Nullable Validator validator(@Nullable ConfigurableBeanFactory beanFactory) {
		return (beanFactory != null) ? beanFactory.getBeanProvider(Validator.class).getIfUnique() : null;
	}

	private static final class DeliveryResolver implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return parameter.getParameterType() == ReceivedMessage.class;
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return message.getHeaders().get(RocketMqHttpHeaders.RECEIVED_MESSAGE);
		}

	}

}
