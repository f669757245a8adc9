package io.github.rocketmqhttp.transaction;

import java.util.Map;

import io.github.rocketmqhttp.handler.ExpressionScope;
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
		requireKnownMembers(call, attribute, phase, parsed);
		return parsed;
	}

	private void requireKnownNames(AnnotatedCall call, String attribute, SendPhase phase, SpelExpression expression) {
		ExpressionScope scope = scope(call, phase);
		scope.unknownVariable(expression).ifPresent((name) -> {
			if (RESULT.equals(name) && phase != SendPhase.BEFORE_COMMIT) {
				throw new InvalidTransactionalMessageException(
						"The " + attribute + " of @TransactionalMessage on " + call
								+ " uses #result, and the message is made before the method is called.",
						"Set phase = SendPhase.BEFORE_COMMIT, or use the arguments.");
			}
			throw new InvalidTransactionalMessageException(
					"The " + attribute + " of @TransactionalMessage on " + call + " uses #" + name
							+ ", which is not there: " + expression.getExpressionString() + ".",
					"Use one of " + scope.names() + "; names of arguments need the compiler's option -parameters.");
		});
	}

	/**
	 * Refuses a forgotten {@code #} and text without quotes: SpEL takes both for members
	 * of the bean, and every call would fail.
	 */
	private void requireKnownMembers(AnnotatedCall call, String attribute, SendPhase phase, SpelExpression expression) {
		scope(call, phase).missingMember(expression).ifPresent((missing) -> {
			throw new InvalidTransactionalMessageException("The " + attribute + " of @TransactionalMessage on " + call
					+ " fails at every call: " + missing.reason() + ": " + expression.getExpressionString() + ".",
					missing.remedy());
		});
	}

	private ExpressionScope scope(AnnotatedCall call, SendPhase phase) {
		Map<String, Class<?>> variables = ExpressionScope.arguments(call.method(), this.parameterNames);
		if (phase == SendPhase.BEFORE_COMMIT) {
			variables.put(RESULT, call.method().getReturnType());
		}
		return new ExpressionScope(call.targetClass(), variables);
	}

}
