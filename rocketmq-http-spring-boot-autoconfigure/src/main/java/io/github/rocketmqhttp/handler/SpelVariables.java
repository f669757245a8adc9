package io.github.rocketmqhttp.handler;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * Finds the variables that expressions use: SpEL would quietly take a misspelt one for
 * {@code null}.
 */
final class SpelVariables {

	private static final Set<String> ALWAYS = Set.of("root", "this");

	private SpelVariables() {
	}

	/**
	 * Collects names.
	 * @param expression the expression
	 * @return the variables and functions that it refers to, in its order, without
	 * {@code #root} and {@code #this}
	 */
	static Set<String> of(SpelExpression expression) {
		Set<String> names = new LinkedHashSet<>();
		collect(expression.getAST(), names);
		names.removeAll(ALWAYS);
		return names;
	}

	private static void collect(SpelNode node, Set<String> names) {
		if (node instanceof VariableReference || node instanceof FunctionReference) {
			names.add(name(node));
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			collect(node.getChild(i), names);
		}
	}

	private static String name(SpelNode node) {
		String text = node.toStringAST().substring(1);
		int arguments = text.indexOf('(');
		return (arguments >= 0) ? text.substring(0, arguments) : text;
	}

}
