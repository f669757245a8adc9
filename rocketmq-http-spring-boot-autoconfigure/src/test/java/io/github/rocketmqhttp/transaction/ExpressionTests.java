package io.github.rocketmqhttp.transaction;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What works at a call passes the start: an expression is refused only if it never can.
 */
class ExpressionTests {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	@ParameterizedTest
	@ValueSource(strings = { "#order.id", "#order.id()", "source", "#root.source", "#this.source", "source.length()",
			"describe(#order)", "getSource() + field", "T(java.util.UUID).randomUUID().toString()",
			"{id: #order.id, other: source}", "{'a', source}", "#lines.?[length() > 1]", "#lines.![toUpperCase()]",
			"#lines[0].length()", "#byName[key]", "#byName.size()", "#open.length()", "#maybe.get()",
			"new String(source)", "#order != null ? #order.id : 'none'", "true", "42", "#p0.id", "#result.id",
			"#count + 1", "#count.intValue()", "#flag ? source : field", "#array.length", "toString()",
			"#lines.size() > 0 and #flag", "#order.id.concat(source)" })
	void whatWorksAtACallPassesTheStart(String expression) throws Exception {
		Service service = new Service();
		AnnotatedCall call = new AnnotatedCall(Service.class.getMethod("send", Priced.class, List.class, Map.class,
				Object.class, Optional.class, int.class, boolean.class, String[].class), Service.class);
		Priced order = new Priced("o-1");
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(service, call.method(),
				new Object[] { order, List.of("ab", "c"), Map.of("key", "value"), "text", Optional.of("m"), 1, true,
						new String[] { "a" } },
				NAMES);
		context.setVariable(MessageExpressions.RESULT, order);
		assertThat(
				new MessageExpressions(NAMES).parse(call, "key", expression, SendPhase.BEFORE_COMMIT).getValue(context))
			.isNotNull();
	}

	public record Priced(String id) {
	}

	public static class Service {

		public String field = "f";

		public String getSource() {
			return "web";
		}

		public String describe(Priced order) {
			return order.id();
		}

		@SuppressWarnings("UnusedVariable")
		public Priced send(Priced order, List<String> lines, Map<String, String> byName, Object open,
				Optional<String> maybe, int count, boolean flag, String[] array) {
			return order;
		}

	}

}
