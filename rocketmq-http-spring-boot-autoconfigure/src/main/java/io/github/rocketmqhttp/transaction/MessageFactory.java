package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.handler.RedactedException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

/**
 * Makes messages from the arguments and the result of a call.
 */
final class MessageFactory {

	private final PayloadConverter converter;

	private final BeanFactory beanFactory;

	MessageFactory(PayloadConverter converter, BeanFactory beanFactory) {
		this.converter = converter;
		this.beanFactory = beanFactory;
	}

	/**
	 * What expressions see before the method is called.
	 */
	EvaluationContext context(MethodInvocation invocation) {
		Object target = invocation.getThis();
		Method method = (target != null)
				? AnnotatedCall.of(invocation.getMethod(), AopUtils.getTargetClass(target)).method()
				: invocation.getMethod();
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext((target != null) ? target : method,
				method, invocation.getArguments(), TransactionalMessageSource.PARAMETER_NAMES);
		context.setBeanResolver(new BeanFactoryResolver(this.beanFactory));
		return context;
	}

	/**
	 * What expressions see when the method has returned.
	 */
	EvaluationContext context(MethodInvocation invocation, @Nullable Object result) {
		EvaluationContext context = context(invocation);
		context.setVariable(MessageExpressions.RESULT, result);
		return context;
	}

	/**
	 * Makes a message.
	 * @return the message; empty if its condition does not hold
	 * @throws IllegalArgumentException if an expression fails or the wire cannot carry
	 * what it gives
	 */
	Optional<PreparedMessage> prepare(MessageDefinition definition, EvaluationContext context) {
		if (definition.condition() != null) {
			Boolean holds = evaluate(definition, "condition", definition.condition(), context, Boolean.class);
			if (!Boolean.TRUE.equals(holds)) {
				return Optional.empty();
			}
		}
		Object payload = evaluate(definition, "payload", definition.payload(), context, Object.class);
		if (payload == null) {
			throw new IllegalArgumentException("The payload of the message " + definition.name()
					+ " is null; give it a value, or leave the message out with a condition.");
		}
		String key = (definition.key() != null) ? evaluate(definition, "key", definition.key(), context, String.class)
				: null;
		Map<String, String> properties = new LinkedHashMap<>();
		definition.properties().forEach((name, expression) -> {
			String value = evaluate(definition, "property " + name, expression, context, String.class);
			if (value != null) {
				properties.put(name, value);
			}
		});
		return Optional.of(new PreparedMessage(definition.name(), definition.instance(), definition.topic(),
				definition.consumerGroup(), content(definition, this.converter.toBody(payload), key, properties)));
	}

	private static OutboundMessage content(MessageDefinition definition, String body, @Nullable String key,
			Map<String, String> properties) {
		try {
			return new OutboundMessage(body, definition.tag(), key, null, null, definition.immunityTime(), properties);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"The message " + definition.name() + " cannot be sent. " + ex.getMessage(), ex);
		}
	}

	private static <T> @Nullable T evaluate(MessageDefinition definition, String what, Expression expression,
			EvaluationContext context, Class<T> type) {
		try {
			return expression.getValue(context, type);
		}
		catch (RuntimeException ex) {
			if (RedactedException.isOfApplication(ex)) {
				throw ex;
			}
			// Its text may quote arguments.
			throw new IllegalArgumentException(
					"The " + what + " of the message " + definition.name() + " cannot be evaluated: "
							+ expression.getExpressionString() + " (" + RedactedException.kind(ex) + ").",
					new RedactedException(ex));
		}
	}

}
