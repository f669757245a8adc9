package io.github.rocketmqhttp.handler;

import io.github.rocketmqhttp.core.ReceivedMessageMapper;
import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;

/**
 * Puts the argument resolvers of listeners and back-check handlers together: Spring's
 * own, reading bodies our way, and one for the delivery itself.
 */
final class ArgumentResolvers {

	private ArgumentResolvers() {
	}

	/**
	 * Creates resolvers for the arguments of a method that handles a message, which the
	 * mapper has mapped without reading its body.
	 * @param mapper reads the body
	 * @param validator validates payloads
	 * @param beanFactory has a conversion service, if it has
	 * @param special resolvers that go before the others
	 * @return the resolvers, safe for concurrent use; they fail with a
	 * {@link io.github.rocketmqhttp.converter.PayloadConversionException} on a body that
	 * cannot be read, and otherwise as Spring's do
	 */
	static HandlerMethodArgumentResolverComposite create(ReceivedMessageMapper mapper, PayloadValidator validator,
			@Nullable ConfigurableBeanFactory beanFactory, HandlerMethodArgumentResolver... special) {
		PayloadMessageConverter converter = new PayloadMessageConverter(mapper);
		HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();
		resolvers.addResolvers(special);
		resolvers.addResolver(new DeliveryResolver());
		resolvers.addResolver(new HeaderMethodArgumentResolver(conversionService(beanFactory), beanFactory));
		resolvers.addResolver(new HeadersMethodArgumentResolver());
		resolvers.addResolver(new MessageArgumentResolver(converter, validator));
		resolvers.addResolver(new PayloadMethodArgumentResolver(converter, validator.validator()));
		return resolvers;
	}

	private static ConversionService conversionService(@Nullable ConfigurableBeanFactory beanFactory) {
		ConversionService existing = (beanFactory != null) ? beanFactory.getConversionService() : null;
		return (existing != null) ? existing : new DefaultFormattingConversionService();
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
