package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.handler.SpelMembers;
import io.github.rocketmqhttp.handler.SpelVariables;
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

	/**
	 * Refuses a forgotten {@code #} and text without quotes: SpEL takes both for members
	 * of the bean, and every call would fail.
	 */
	private void requireKnownMembers(AnnotatedCall call, String attribute, SendPhase phase, SpelExpression expression) {
		Map<String, Class<?>> types = types(call, phase);
		for (SpelMembers.Member member : SpelMembers.of(expression)) {
			Class<?> owner = member.isOfRoot() ? call.targetClass() : types.get(member.variable());
			if (owner == null || !SpelMembers.isMissing(owner, member.name(), member.method())) {
				continue;
			}
			String written = member.name() + (member.method() ? "()" : "");
			if (!member.isOfRoot()) {
				throw new InvalidTransactionalMessageException("The " + attribute + " of @TransactionalMessage on "
						+ call + " fails at every call: #" + member.variable() + " is a " + owner.getSimpleName()
						+ ", which has no " + written + ": " + expression.getExpressionString() + ".",
						"Correct the name.");
			}
			throw new InvalidTransactionalMessageException(
					"The " + attribute + " of @TransactionalMessage on " + call + " fails at every call: '" + written
							+ "' has no # in front, and " + call.targetClass().getSimpleName() + " has no such "
							+ (member.method() ? "method" : "property") + ": " + expression.getExpressionString() + ".",
					(names(call, phase).contains(member.name()) && !member.method()) ? "Write #" + member.name() + "."
							: "Put text in single quotes, such as '" + member.name() + "', or use one of "
									+ names(call, phase) + " with a # in front.");
		}
	}

	/**
	 * The types of the variables that are certain: an object may be of a subclass with
	 * more members if its class is not final.
	 */
	private Map<String, Class<?>> types(AnnotatedCall call, SendPhase phase) {
		Map<String, Class<?>> types = new HashMap<>();
		String[] parameters = this.parameterNames.getParameterNames(call.method());
		Class<?>[] declared = call.method().getParameterTypes();
		for (int i = 0; i < declared.length; i++) {
			if (parameters != null) {
				types.put(parameters[i], declared[i]);
			}
			types.put("p" + i, declared[i]);
			types.put("a" + i, declared[i]);
		}
		if (phase == SendPhase.BEFORE_COMMIT) {
			types.put(RESULT, call.method().getReturnType());
		}
		types.values().removeIf((type) -> !Modifier.isFinal(type.getModifiers()));
		return types;
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
