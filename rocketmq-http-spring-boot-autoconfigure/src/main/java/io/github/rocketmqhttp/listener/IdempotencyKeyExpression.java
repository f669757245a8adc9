package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.handler.ExpressionScope;
import io.github.rocketmqhttp.handler.RedactedException;
import io.github.rocketmqhttp.handler.StableText;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * The key that a listener's own expression gives.
 */
final class IdempotencyKeyExpression implements Function<ReadMessage, String> {

	private static final String ELEMENT = "element";

	private static final ParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();

	private final MessageKeys keys;

	private final SpelExpression expression;

	private final Map<String, Integer> positions;

	/**
	 * Parses.
	 * @throws InvalidListenerException if it is no expression, or uses what is not there
	 */
	IdempotencyKeyExpression(Method method, boolean list, MessageKeys keys, String expression) {
		this.keys = keys;
		this.positions = list ? Map.of(ELEMENT, ListenerMethod.NONE) : positions(method);
		try {
			this.expression = new SpelExpressionParser().parseRaw(expression);
		}
		catch (ParseException ex) {
			throw new InvalidListenerException(method,
					"its idempotencyKey is no SpEL expression: " + expression + " (" + ex.getSimpleMessage() + ")",
					"Write one over the arguments, such as #order.id, and put text in single quotes.");
		}
		check(method, new ExpressionScope(ReceivedMessage.class,
				list ? Map.of(ELEMENT, element(method)) : ExpressionScope.arguments(method, PARAMETER_NAMES)));
	}

	private static Map<String, Integer> positions(Method method) {
		Map<String, Integer> positions = new LinkedHashMap<>();
		@Nullable String @Nullable [] names = PARAMETER_NAMES.getParameterNames(method);
		for (int i = 0; i < method.getParameterCount(); i++) {
			positions.put("p" + i, i);
			positions.put("a" + i, i);
			String name = (names != null) ? names[i] : null;
			if (name != null) {
				positions.put(name, i);
			}
		}
		return positions;
	}

	private static Class<?> element(Method method) {
		return Stream.of(method.getParameters())
			.map(Parameter::getParameterizedType)
			.map(ResolvableType::forType)
			.filter((type) -> type.hasGenerics())
			.findFirst()
			.<Class<?>>map((list) -> list.getGeneric(0).toClass())
			.orElse(Object.class);
	}

	private void check(Method method, ExpressionScope scope) {
		String text = this.expression.getExpressionString();
		scope.unknownVariable(this.expression).ifPresent((name) -> {
			throw new InvalidListenerException(method,
					"its idempotencyKey uses #" + name + ", which is not there: " + text,
					"Use one of " + scope.names() + "; names of arguments need the compiler's option -parameters.");
		});
		scope.missingMember(this.expression).ifPresent((missing) -> {
			throw new InvalidListenerException(method,
					"its idempotencyKey fails at every call: " + missing.reason() + ": " + text, missing.remedy());
		});
	}

	@Override
	public String apply(ReadMessage message) {
		StandardEvaluationContext context = new StandardEvaluationContext(message.delivery().message());
		this.positions.forEach((name, index) -> context.setVariable(name,
				(index == ListenerMethod.NONE) ? message.content() : ((@Nullable Object[]) message.content())[index]));
		Object value = evaluate(message, context);
		if (value != null && !StableText.has(value)) {
			throw new ArgumentException(describe(message) + "gives a " + value.getClass().getTypeName()
					+ ", whose text may be another one for each delivery.", null);
		}
		String key = (value != null) ? value.toString() : "";
		if (key.isBlank()) {
			throw new ArgumentException(describe(message) + "gives no text.", null);
		}
		return this.keys.custom(key);
	}

	private @Nullable Object evaluate(ReadMessage message, StandardEvaluationContext context) {
		try {
			return this.expression.getValue(context);
		}
		catch (RuntimeException ex) {
			if (RedactedException.isOfApplication(ex)) {
				throw ex;
			}
			throw new ArgumentException(describe(message) + "cannot be evaluated (" + RedactedException.kind(ex) + ").",
					ex);
		}
	}

	private String describe(ReadMessage message) {
		return "The idempotencyKey " + this.expression.getExpressionString() + " of message "
				+ message.delivery().message().messageId() + " ";
	}

}
