package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.rocketmqhttp.handler.ArgumentException;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An {@code idempotencyKey} that can never work is refused at start-up; one that fails
 * for a message says of which kind that is, and quotes nothing of the message.
 */
class IdempotencyKeySecrecyTests {

	private static final String SECRET = "S3CRET";

	@ParameterizedTest
	@ValueSource(strings = { "T(java.lang.Integer).parseInt(#card.number)", "T(java.time.Instant).parse(#card.number)",
			"new java.math.BigDecimal(#card.number)", "#card.number.substring(100)", "#card.number[100]",
			"#card.number - 1", "{1, 2}[#card.number]", "#card.number and true", "userProperties['n'] - 1",
			"T(java.lang.Long).valueOf(body)", "T(java.util.UUID).fromString(key)", "#p0.number - 1" })
	void aFailureQuotesNothing(String expression) {
		Throwable thrown = catchThrowable(() -> key("one", expression, new Card(SECRET)));
		assertThat(thrown).isInstanceOf(ArgumentException.class)
			.hasMessageContaining(expression)
			.hasMessageContaining("M-1");
		for (Throwable ex = thrown; ex != null; ex = ex.getCause()) {
			assertThat(ex.toString()).doesNotContain(SECRET);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			one  | card.number      | Write #card.
			one  | number           | single quotes
			one  | createKey()      | #
			one  | #card.numbr      | Correct the name
			one  | #card.digits()   | Correct the name
			one  | 'a' + card       | Write #card.
			list | element          | Write #element.
			list | #element.numbr   | Correct the name
			""")
	void whatFailsAtEveryCallIsRefused(String method, String expression, String remedy) {
		assertThatThrownBy(() -> new IdempotencyKeyExpression(method(method), method.equals("list"),
				new MessageKeys("", "orders"), expression))
			.isInstanceOf(InvalidListenerException.class)
			.hasMessageContaining("idempotencyKey")
			.hasMessageContaining("fails at every call")
			.hasMessageContaining(remedy);
	}

	@Test
	void whatWorksIsNotRefused() {
		assertThat(key("one", "#card.number", new Card("4711"))).isEqualTo("own:orders/4711");
		assertThat(key("one", "#card.number() + '-' + messageId", new Card("4711"))).isEqualTo("own:orders/4711-M-1");
		assertThat(key("one", "key + tag + #root.body + #this.properties['n']", new Card("4711")))
			.startsWith("own:orders/" + SECRET);
		assertThat(key("list", "#element.number + userProperties['n']", new Card("4711")))
			.isEqualTo("own:orders/4711" + SECRET);
	}

	private static String key(String method, String expression, Card card) {
		boolean list = method.equals("list");
		ReceivedMessage message = new ReceivedMessage("M-1", "h", SECRET, null, "t", Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, 1, Map.of("KEYS", SECRET, "n", SECRET));
		Object content = list ? card : new @Nullable Object[] { card };
		return new IdempotencyKeyExpression(method(method), list, new MessageKeys("", "orders"), expression)
			.apply(new ReadMessage(new Delivery(message, Instant.MAX), content, ""));
	}

	private static Method method(String name) {
		return Stream.of(Listener.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	public record Card(String number) {
	}

	static class Listener {

		@SuppressWarnings("UnusedVariable")
		void one(Card card) {
		}

		@SuppressWarnings("UnusedVariable")
		void list(List<Card> cards) {
		}

	}

}
