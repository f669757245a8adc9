package io.github.rocketmqhttp.handler;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.support.ReflectivePropertyAccessor;
import org.springframework.util.ClassUtils;

/**
 * Finds the properties and methods that expressions ask of their root object and of their
 * variables, to tell those that are certainly not there.
 */
final class SpelMembers {

	private static final Set<String> ROOT = Set.of("root", "this");

	private static final Reader READER = new Reader();

	private SpelMembers() {
	}

	/**
	 * Collects members.
	 * @param expression the expression
	 * @return what it asks of the root object or directly of a variable, in its order;
	 * nothing of what stands in a selection or projection, whose elements are unknown
	 */
	static List<Member> of(SpelExpression expression) {
		List<Member> members = new ArrayList<>();
		collect(expression.getAST(), members);
		return members;
	}

	private static void collect(SpelNode node, List<Member> members) {
		if (node instanceof Selection || node instanceof Projection) {
			return;
		}
		if (node instanceof PropertyOrFieldReference || node instanceof MethodReference) {
			members.add(member(null, node));
		}
		if (node instanceof CompoundExpression) {
			collect(node.getChild(0), members);
			String variable = variable(node.getChild(0));
			for (int i = 1; i < node.getChildCount(); i++) {
				SpelNode step = node.getChild(i);
				if (i == 1 && variable != null && isMember(step)) {
					members.add(member(ROOT.contains(variable) ? null : variable, step));
				}
				collectArguments(step, members);
			}
			return;
		}
		collectArguments(node, members);
	}

	/**
	 * Arguments of methods, elements of lists and operands see the root object; names of
	 * entries in maps and in indexes are text.
	 */
	private static void collectArguments(SpelNode node, List<Member> members) {
		if (node instanceof Selection || node instanceof Projection) {
			return;
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			SpelNode child = node.getChild(i);
			boolean text = child instanceof PropertyOrFieldReference
					&& (node instanceof Indexer || (node instanceof InlineMap && i % 2 == 0));
			if (!text) {
				collect(child, members);
			}
		}
	}

	private static boolean isMember(SpelNode node) {
		return node instanceof PropertyOrFieldReference || node instanceof MethodReference;
	}

	private static Member member(@Nullable String variable, SpelNode node) {
		return (node instanceof MethodReference method) ? new Member(variable, method.getName(), true)
				: new Member(variable, ((PropertyOrFieldReference) node).getName(), false);
	}

	private static @Nullable String variable(SpelNode node) {
		return (node instanceof VariableReference) ? node.toStringAST().substring(1) : null;
	}

	/**
	 * Whether an object of exactly a class has no such member.
	 * @param type the class; of an interface, an abstract class, a map or an array
	 * nothing is certain
	 * @param name name of the property, field or method
	 * @param method whether a method is meant
	 * @return {@code true} only if it is certainly missing
	 */
	static boolean isMissing(Class<?> type, String name, boolean method) {
		Class<?> known = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (Modifier.isAbstract(known.getModifiers()) || known == Object.class || known == Optional.class
				|| Map.class.isAssignableFrom(known)) {
			return false;
		}
		return method ? Arrays.stream(known.getMethods()).noneMatch((candidate) -> candidate.getName().equals(name))
				: !READER.canRead(known, name);
	}

	/**
	 * What an expression asks for.
	 *
	 * @param variable of which variable, {@code null} of the root object
	 * @param name name of the property, field or method
	 * @param method whether it is a method
	 */
	record Member(@Nullable String variable, String name, boolean method) {

		/**
		 * Whether the root object is asked.
		 * @return {@code true} if no variable stands in front
		 */
		public boolean isOfRoot() {
			return this.variable == null;
		}

	}

	/**
	 * Finds what SpEL finds.
	 */
	private static final class Reader extends ReflectivePropertyAccessor {

		boolean canRead(Class<?> type, String name) {
			return findGetterForProperty(name, type, false) != null || findField(name, type, false) != null;
		}

	}

}
