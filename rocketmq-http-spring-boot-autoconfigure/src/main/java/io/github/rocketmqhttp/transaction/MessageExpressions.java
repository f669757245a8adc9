package io.github.rocketmqhttp.transaction;

import java.util.LinkedHashSet;
import java.util.Set;

import io.github.rocketmqhttp.core.SpelVariables;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ClassUtils;

/**
 * Parses the expressions of an annotation and refuses those that name what is not there:
 * SpEL would quietly take a misspelt argument for {@code null}.
 */
final class MessageExpressions {

	static final String RESULT = "result";

	private final SpelExpressionParser parser = new SpelExpressionParser(
			new SpelParserConfiguration(SpelCompilerMode.MIXED, ClassUtils.getDefaultClassLoader()));

	private final ParameterNameDiscoverer parameterNames;

	MessageExpressions(ParameterNameDiscoverer parameterNames) {
		this.parameterNames = parameterNames;
	}

	/**
	 * Stands for an argument.
	 */
	Expression argument(int index) {
		return this.parser.parseExpression("#p" + index);
	}

	@Nullable Expression optional(AnnotatedCall call, String attribute, String expression, SendPhase phase) {
		return expression.isBlank() ? null : parse(call, attribute, expression, phase);
	}

	Expression parse(AnnotatedCall call, String attribute, String expression, SendPhase phase) {
		SpelExpression parsed;
		try {
			parsed = this.parser.parseRaw(expression);
		}
		catch (ParseException ex) {
			throw new InvalidTransactionalMessageException(
					"The " + attribute + " of @TransactionalMessage on " + call + " is no SpEL expression: "
							+ expression + " (" + ex.getSimpleMessage() + ").",
					"Write one over the arguments, such as #order.id(), and put text in single quotes.", ex);
		}
		requireKnownNames(call, attribute, phase, parsed);
		return parsed;
	}

	private void requireKnownNames(AnnotatedCall call, String attribute, SendPhase phase, SpelExpression expression) {
		Set<String> known = names(call, phase);
		for (String name : SpelVariables.of(expression)) {
			if (known.contains(name)) {
				continue;
			}
			if (RESULT.equals(name) && phase != SendPhase.BEFORE_COMMIT) {
				throw new InvalidTransactionalMessageException(
						"The " + attribute + " of @TransactionalMessage on " + call
								+ " uses #result, and the message is made before the method is called.",
						"Set phase = SendPhase.BEFORE_COMMIT, or use the arguments.");
			}
			throw new InvalidTransactionalMessageException(
					"The " + attribute + " of @TransactionalMessage on " + call + " uses #" + name
							+ ", which is not there: " + expression.getExpressionString() + ".",
					"Use one of " + known + "; names of arguments need the compiler's option -parameters.");
		}
	}

	private Set<String> names(AnnotatedCall call, SendPhase phase) {
		Set<String> names = new LinkedHashSet<>();
		String[] parameters = this.parameterNames.getParameterNames(call.method());
		for (int i = 0; i < call.method().getParameterCount(); i++) {
			if (parameters != null) {
				names.add(parameters[i]);
			}
			names.add("p" + i);
			names.add("a" + i);
		}
		if (phase == SendPhase.BEFORE_COMMIT) {
			names.add(RESULT);
		}
		return names;
	}

}
