package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.handler.SpelVariables;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * The key that a listener's own expression gives.
 */
final class IdempotencyKeyExpression implements Function<ReadMessage, String> {

	private static final String ELEMENT = "element";

	private final MessageKeys keys;

	private final SpelExpression expression;

	private final Map<String, Integer> variables;

	/**
	 * Parses.
	 * @throws InvalidListenerException if it is no expression, or uses what is not there
	 */
	IdempotencyKeyExpression(Method method, boolean list, MessageKeys keys, String expression) {
		this.keys = keys;
		this.variables = list ? Map.of(ELEMENT, ListenerMethod.NONE) : arguments(method);
		try {
			this.expression = new SpelExpressionParser().parseRaw(expression);
		}
		catch (ParseException ex) {
			throw new InvalidListenerException(method,
					"its idempotencyKey is no SpEL expression: " + expression + " (" + ex.getSimpleMessage() + ")",
					"Write one over the arguments, such as #order.id, and put text in single quotes.");
		}
		for (String name : SpelVariables.of(this.expression)) {
			if (!this.variables.containsKey(name)) {
				throw new InvalidListenerException(method,
						"its idempotencyKey uses #" + name + ", which is not there: " + expression,
						"Use one of " + new TreeSet<>(this.variables.keySet()) + "; names of arguments need the"
								+ " compiler's option -parameters.");
			}
		}
	}

	private static Map<String, Integer> arguments(Method method) {
		Map<String, Integer> variables = new LinkedHashMap<>();
		@Nullable String @Nullable [] names = new DefaultParameterNameDiscoverer().getParameterNames(method);
		for (int i = 0; i < method.getParameterCount(); i++) {
			variables.put("p" + i, i);
			variables.put("a" + i, i);
			String name = (names != null) ? names[i] : null;
			if (name != null) {
				variables.put(name, i);
			}
		}
		return variables;
	}

	@Override
	public String apply(ReadMessage message) {
		StandardEvaluationContext context = new StandardEvaluationContext(message.delivery().message());
		this.variables.forEach((name, index) -> context.setVariable(name,
				(index == ListenerMethod.NONE) ? message.content() : ((@Nullable Object[]) message.content())[index]));
		Object value;
		try {
			value = this.expression.getValue(context);
		}
		catch (EvaluationException ex) {
			throw new ArgumentException(
					describe() + "cannot be evaluated (" + ((ex instanceof SpelEvaluationException spel)
							? spel.getMessageCode() : ex.getClass().getSimpleName()) + ").",
					null);
		}
		String key = (value != null) ? value.toString() : "";
		if (key.isBlank()) {
			throw new ArgumentException(describe() + "gives no text.", null);
		}
		return this.keys.custom(key);
	}

	private String describe() {
		return "The idempotencyKey " + this.expression.getExpressionString() + " ";
	}

}
