package io.github.rocketmqhttp.listener;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.polling.MissingTopicPolicy;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What one listener says for itself holds for it, and only what exists can be said.
 */
class OwnSettingsTests {

	private static final ListenerSettings SETTINGS = ListenerSettings.builder()
		.missingTopicPolicy(MissingTopicPolicy.RETRY)
		.failures(new FailureSettings("dead", List.of(ArithmeticException.class),
				new RetrySettings(2, Duration.ofMillis(10), 1.5, Duration.ofMillis(20))))
		.build();

	@Test
	void whoSaysNothingHasTheSettingsOfAll() {
		assertThat(read(Silent.class)).isEqualTo(SETTINGS);
	}

	@Test
	void propertiesComeBeforeTheSettingsOfAll() {
		ListenerSettings settings = read(Outspoken.class);
		assertThat(settings.missingTopicPolicy()).isEqualTo(MissingTopicPolicy.FAIL);
		assertThat(settings.failures())
			.isEqualTo(new FailureSettings("letters", List.of(IllegalStateException.class, NumberFormatException.class),
					new RetrySettings(4, Duration.ofSeconds(1), 3, Duration.ofMinutes(1))));
	}

	@Test
	void severalPropertiesMayStandInOneText() {
		ListenerSettings settings = read(Lines.class);
		assertThat(settings.failures().deadLetterTopic()).isEqualTo("letters");
		assertThat(settings.failures().retry().maxAttempts()).isEqualTo(4);
		assertThat(settings.failures().retry().multiplier()).isEqualTo(1.5);
	}

	@Test
	void anEmptyDeadLetterTopicMeansNone() {
		assertThat(read(NoLetters.class).failures().deadLetterTopic()).isNull();
	}

	@Test
	void aLongerFirstPauseMovesTheLongestOne() {
		assertThat(read(Patient.class).failures().retry().maxInterval()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void noRetryAddsItsExceptions() {
		assertThat(read(Marked.class).failures().notRetryable()).containsExactly(ArithmeticException.class,
				NumberFormatException.class);
		assertThat(read(MarkedMethod.class).failures().notRetryable()).containsExactly(ArithmeticException.class,
				Exception.class);
		assertThat(read(Composed.class).failures().notRetryable()).containsExactly(ArithmeticException.class,
				NumberFormatException.class);
	}

	@Test
	void anExceptionMaySayItselfThatNoRetryHelps() {
		assertThat(FailureSettings.DEFAULTS.isRetryable(new HopelessException())).isFalse();
		assertThat(FailureSettings.DEFAULTS.isRetryable(new VeryHopelessException())).isFalse();
		assertThat(FailureSettings.DEFAULTS.isRetryable(new IllegalStateException())).isTrue();
	}

	@Test
	void whatCannotBeSaidIsRefused() {
		Map<Class<?>, List<String>> refused = Map.of(Unknown.class,
				List.of("set 'dead-leter-topic', which does not exist", "dead-letter-topic, not-retryable"),
				NoEquals.class, List.of("hold 'dead-letter-topic'", "key=value"), BadNumber.class,
				List.of("retry.max-attempts is 'many'", "a number"), BadRange.class,
				List.of("outside its range", "from 1 to 100"), BadType.class,
				List.of("not-retryable is 'java.lang.String'", "class names"), NoType.class,
				List.of("not-retryable is 'no.such.Exception'", "class names"), BadPolicy.class,
				List.of("missing-topic-policy is 'shrug'", "fail, warn or retry"), BadTime.class,
				List.of("retry.initial-interval is 'soon'", "100ms"), BadTopic.class,
				List.of("outside its range", "dead-letter topic 'a b'"));
		refused.forEach((listener, texts) -> assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> read(listener))
			.withMessageContaining(texts.get(0))
			.withMessageContaining(texts.get(1)));
	}

	private static ListenerSettings read(Class<?> type) {
		try {
			Method method = type.getDeclaredMethod("receive");
			RocketMqHttpListener annotation = method.getAnnotation(RocketMqHttpListener.class);
			Object bean = type.getDeclaredConstructor().newInstance();
			return OwnSettings.over(SETTINGS,
					new ListenerEndpoint("id",
							new AttributeReader(new DefaultListableBeanFactory()).read(annotation, method), bean, type,
							method));
		}
		catch (ReflectiveOperationException ex) {
			throw new LinkageError("A listener of the test cannot be made", ex);
		}
	}

	static class Silent {

		@RocketMqHttpListener
		void receive() {
		}

	}

	static class Outspoken {

		@RocketMqHttpListener(properties = { "dead-letter-topic = letters",
				"not-retryable=java.lang.IllegalStateException, " + "java.lang.NumberFormatException",
				"retry.max-attempts=4", "retry.initial-interval=1s", "retry.multiplier=3", "retry.max-interval=1m",
				"missing-topic-policy=fail" })
		void receive() {
		}

	}

	static class Lines {

		@RocketMqHttpListener(properties = """
				dead-letter-topic=letters

				retry.max-attempts=4
				""")
		void receive() {
		}

	}

	static class NoLetters {

		@RocketMqHttpListener(properties = "dead-letter-topic=")
		void receive() {
		}

	}

	static class Patient {

		@RocketMqHttpListener(properties = "retry.initial-interval=5s")
		void receive() {
		}

	}

	@NoRetry(NumberFormatException.class)
	static class Marked {

		@RocketMqHttpListener
		void receive() {
		}

	}

	@NoRetry(NumberFormatException.class)
	static class MarkedMethod {

		@RocketMqHttpListener
		@NoRetry
		void receive() {
		}

	}

	@NoRetry(NumberFormatException.class)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Strict {

	}

	@NoRetry
	@SuppressWarnings("serial")
	static class HopelessException extends RuntimeException {

	}

	@SuppressWarnings("serial")
	static final class VeryHopelessException extends HopelessException {

	}

	static class Composed {

		@RocketMqHttpListener
		@Strict
		void receive() {
		}

	}

	static class Unknown {

		@RocketMqHttpListener(properties = "dead-leter-topic=letters")
		void receive() {
		}

	}

	static class NoEquals {

		@RocketMqHttpListener(properties = "dead-letter-topic")
		void receive() {
		}

	}

	static class BadNumber {

		@RocketMqHttpListener(properties = "retry.max-attempts=many")
		void receive() {
		}

	}

	static class BadRange {

		@RocketMqHttpListener(properties = "retry.max-attempts=101")
		void receive() {
		}

	}

	static class BadType {

		@RocketMqHttpListener(properties = "not-retryable=java.lang.String")
		void receive() {
		}

	}

	static class NoType {

		@RocketMqHttpListener(properties = "not-retryable=no.such.Exception")
		void receive() {
		}

	}

	static class BadPolicy {

		@RocketMqHttpListener(properties = "missing-topic-policy=shrug")
		void receive() {
		}

	}

	static class BadTime {

		@RocketMqHttpListener(properties = "retry.initial-interval=soon")
		void receive() {
		}

	}

	static class BadTopic {

		@RocketMqHttpListener(properties = "dead-letter-topic=a b")
		void receive() {
		}

	}

}
