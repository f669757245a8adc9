package io.github.rocketmqhttp.handler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * What a SpEL expression of an annotation sees: a root object and variables. Finds what
 * an expression asks for and will certainly not get: SpEL quietly takes a misspelt
 * variable for {@code null}, and text without quotes for members of the root object.
 */
public final class ExpressionScope {

	private final Class<?> root;

	private final Map<String, Class<?>> variables;

	/**
	 * Creates the scope.
	 * @param root the class of the root object
	 * @param variables the variables with the types that they are declared as
	 */
	public ExpressionScope(Class<?> root, Map<String, Class<?>> variables) {
		this.root = root;
		this.variables = new LinkedHashMap<>(variables);
	}

	/**
	 * The variables that stand for the arguments of a method.
	 * @param method the method
	 * @param discoverer finds the names of its parameters
	 * @return for each argument its name, if that is known, and its position behind p and
	 * a; modifiable
	 */
	public static Map<String, Class<?>> arguments(Method method, ParameterNameDiscoverer discoverer) {
		Map<String, Class<?>> arguments = new LinkedHashMap<>();
		@Nullable String @Nullable [] names = discoverer.getParameterNames(method);
		Class<?>[] types = method.getParameterTypes();
		for (int i = 0; i < types.length; i++) {
			String name = (names != null) ? names[i] : null;
			if (name != null) {
				arguments.put(name, types[i]);
			}
			arguments.put("p" + i, types[i]);
			arguments.put("a" + i, types[i]);
		}
		return arguments;
	}

	/**
	 * The variables.
	 * @return their names in order
	 */
	public Set<String> names() {
		return this.variables.keySet();
	}

	/**
	 * Finds a variable that is not there.
	 * @param expression the expression
	 * @return the name of the first one, empty if all are there
	 */
	public Optional<String> unknownVariable(SpelExpression expression) {
		return SpelVariables.of(expression).stream().filter((name) -> !this.variables.containsKey(name)).findFirst();
	}

	/**
	 * Finds a member that is certainly not there, so that every evaluation would fail: a
	 * forgotten {@code #}, text without quotes, or a misspelt name.
	 * @param expression the expression
	 * @return the first one, empty if there is none
	 */
	public Optional<Missing> missingMember(SpelExpression expression) {
		return SpelMembers.of(expression).stream().filter(this::isMissing).findFirst().map((member) -> {
			String written = member.name() + (member.method() ? "()" : "");
			Class<?> owner = owner(member.variable());
			return member
				.isOfRoot()
						? missing(member, written)
						: new Missing("#" + member.variable() + " is a "
								+ ((owner != null) ? owner.getSimpleName() : "") + ", which has no " + written,
								"Correct the name.");
		});
	}

	private Missing missing(SpelMembers.Member member, String written) {
		return new Missing(
				"'" + written + "' has no # in front, and " + this.root.getSimpleName() + " has no such "
						+ (member.method() ? "method" : "property"),
				(this.variables.containsKey(member.name()) && !member.method()) ? "Write #" + member.name() + "."
						: "Put text in single quotes, such as '" + member.name() + "', or use one of " + names()
								+ " with a # in front.");
	}

	private boolean isMissing(SpelMembers.Member member) {
		Class<?> owner = owner(member.variable());
		return owner != null && SpelMembers.isMissing(owner, member.name(), member.method());
	}

	/**
	 * The type of an object as far as it is certain: one of a class that is not final may
	 * be of a subclass with more members. The root object is exactly of its class.
	 */
	private @Nullable Class<?> owner(@Nullable String variable) {
		if (variable == null) {
			return this.root;
		}
		Class<?> declared = this.variables.get(variable);
		return (declared != null && Modifier.isFinal(declared.getModifiers())) ? declared : null;
	}

	/**
	 * A member that is not there.
	 *
	 * @param reason what is missing, a clause
	 * @param remedy what to write instead, a sentence
	 */
	public record Missing(String reason, String remedy) {
	}

}
