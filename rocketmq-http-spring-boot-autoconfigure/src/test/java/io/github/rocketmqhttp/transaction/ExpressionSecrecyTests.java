package io.github.rocketmqhttp.transaction;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * However an expression of {@code @TransactionalMessage} fails, the exception says which
 * and of what kind, and quotes none of the values that it was about.
 */
class ExpressionSecrecyTests {

	private static final String SECRET = "S3CRET";

	private static final List<String> ATTRIBUTES = List.of("condition", "key", "payload", "property");

	/** All of them pass the start. */
	private static final List<String> EXPRESSIONS = List.of("T(java.lang.Integer).parseInt(#card.number)",
			"T(java.time.Instant).parse(#card.number)", "new java.math.BigDecimal(#card.number)",
			"#card.number.substring(100)", "#card.number[100]", "#card.number - 1", "#card.number % #card",
			"#card.number instanceof #card", "#map[#card.number].length()", "{1, 2}[#card.number]", "-#card.number",
			"#card.number and true", "#card.number ? 1 : 2", "@none.call(#card.number)", "#card.parsed()",
			"T(java.util.UUID).fromString(#card.number)",
			"T(java.lang.Enum).valueOf(T(java.lang.Thread$State), #card.number)",
			"T(java.util.Objects).requireNonNull(null, #card.number)", "#card.broken()");

	private static final Method METHOD = method();

	private static Method method() {
		return Stream.of(Service.class.getMethods())
			.filter((method) -> method.getName().equals("pay"))
			.findFirst()
			.orElseThrow();
	}

	static Stream<Arguments> everyAttributeWithEveryExpression() {
		return ATTRIBUTES.stream()
			.flatMap((attribute) -> EXPRESSIONS.stream().map((expression) -> Arguments.of(attribute, expression)));
	}

	@ParameterizedTest(name = "{0} = {1}")
	@MethodSource("everyAttributeWithEveryExpression")
	void aFailureQuotesNoValue(String attribute, String expression) {
		Throwable thrown = catchThrowable(() -> prepare(attribute, expression, new Card(SECRET)));
		assertThat(thrown).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining(attribute)
			.hasMessageContaining("pay")
			.hasMessageContaining(expression);
		for (Throwable ex = thrown; ex != null; ex = ex.getCause()) {
			assertThat(ex.toString()).doesNotContain(SECRET).doesNotContain("\n");
			assertThat(ex.getSuppressed()).isEmpty();
		}
		assertThat(Objects.requireNonNull(thrown.getCause()).getStackTrace()).isNotEmpty();
	}

	@Test
	void aConditionThatIsNoTruthValueQuotesNoValue() {
		Throwable thrown = catchThrowable(() -> prepare("condition", "#card.number", new Card(SECRET)));
		assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("TYPE_CONVERSION_ERROR");
		for (Throwable ex = thrown; ex != null; ex = ex.getCause()) {
			assertThat(ex.toString()).doesNotContain(SECRET);
		}
	}

	@Test
	void whatTheApplicationThrowsIsItsOwn() {
		assertThatThrownBy(() -> prepare("key", "#card.refuse()", new Card("4711")))
			.isInstanceOf(UnsupportedOperationException.class)
			.hasMessage("no card of ours");
	}

	private static void prepare(String attribute, String expression, Card card) {
		MessageExpressions expressions = new MessageExpressions(TransactionalMessageSource.PARAMETER_NAMES);
		AnnotatedCall call = new AnnotatedCall(METHOD, Service.class);
		Expression parsed = expressions.parse(call, attribute, expression, SendPhase.BEFORE_METHOD);
		Expression good = expressions.parse(call, "payload", "'fine'", SendPhase.BEFORE_METHOD);
		MessageDefinition definition = new MessageDefinition("pay", "", "orders", "GID_orders", null,
				Duration.ofSeconds(30), SendPhase.BEFORE_METHOD, attribute.equals("condition") ? parsed : null,
				attribute.equals("key") ? parsed : null, attribute.equals("payload") ? parsed : good,
				attribute.equals("property") ? Map.of("n", parsed) : Map.of());
		EvaluationContext context = new MethodBasedEvaluationContext(new Service(), METHOD,
				new Object[] { card, Map.of("a", "b") }, TransactionalMessageSource.PARAMETER_NAMES);
		new MessageFactory(new JacksonPayloadConverter(new ObjectMapper()), new StaticListableBeanFactory())
			.prepare(definition, context);
	}

	public record Card(String number) {

		public int parsed() {
			return Integer.parseInt(this.number);
		}

		public String broken() throws IOException {
			if (!this.number.isEmpty()) {
				throw new IOException(this.number);
			}
			return "";
		}

		public String refuse() {
			if (!this.number.isEmpty()) {
				throw new UnsupportedOperationException("no card of ours");
			}
			return "";
		}

	}

	public static class Service {

		@SuppressWarnings("UnusedVariable")
		public void pay(Card card, Map<String, String> map) {
		}

	}

}
