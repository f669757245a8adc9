package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.polling.MissingTopicPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Puts what one listener says for itself over the settings of all: its {@code properties}
 * and its {@link NoRetry}.
 */
final class OwnSettings {

	private static final String DEAD_LETTER_TOPIC = "dead-letter-topic";

	private static final String NOT_RETRYABLE = "not-retryable";

	private static final String MAX_ATTEMPTS = "retry.max-attempts";

	private static final String INITIAL_INTERVAL = "retry.initial-interval";

	private static final String MULTIPLIER = "retry.multiplier";

	private static final String MAX_INTERVAL = "retry.max-interval";

	private static final String MISSING_TOPIC_POLICY = "missing-topic-policy";

	private static final List<String> KEYS = List.of(DEAD_LETTER_TOPIC, NOT_RETRYABLE, MAX_ATTEMPTS, INITIAL_INTERVAL,
			MULTIPLIER, MAX_INTERVAL, MISSING_TOPIC_POLICY);

	private final Method method;

	private final Map<String, String> properties;

	private OwnSettings(Method method, Map<String, String> properties) {
		this.method = method;
		this.properties = properties;
	}

	/**
	 * Completes the settings of all by those of one listener.
	 * @throws InvalidListenerException if a property is not known, or its value is wrong
	 */
	static ListenerSettings over(ListenerSettings settings, ListenerEndpoint endpoint) {
		OwnSettings own = new OwnSettings(endpoint.method(), endpoint.attributes().properties());
		own.requireKnown();
		FailureSettings failures = settings.failures();
		List<Class<? extends Throwable>> notRetryable = new ArrayList<>(
				own.value(NOT_RETRYABLE, own::types, "class names, separated by commas", failures.notRetryable()));
		notRetryable.addAll(annotated(endpoint));
		MissingTopicPolicy policy = own.value(MISSING_TOPIC_POLICY, OwnSettings::policy, "fail, warn or retry",
				settings.missingTopicPolicy());
		return settings.with(policy, own.failures(failures, notRetryable));
	}

	/**
	 * Whether the listener says itself where its dead letters go, or that there are none.
	 */
	static boolean setDeadLetterTopic(ListenerEndpoint endpoint) {
		return endpoint.attributes().properties().containsKey(DEAD_LETTER_TOPIC);
	}

	private static List<Class<? extends Throwable>> annotated(ListenerEndpoint endpoint) {
		NoRetry annotation = AnnotatedElementUtils.findMergedAnnotation(endpoint.method(), NoRetry.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(endpoint.type(), NoRetry.class);
		}
		return (annotation != null) ? List.of(annotation.value()) : List.of();
	}

	private void requireKnown() {
		for (String key : new TreeSet<>(this.properties.keySet())) {
			if (!KEYS.contains(key)) {
				throw new InvalidListenerException(this.method,
						"its properties set '" + key + "', which does not exist", "Use one of " + KEYS + ".");
			}
		}
	}

	private FailureSettings failures(FailureSettings failures, List<Class<? extends Throwable>> notRetryable) {
		RetrySettings retry = failures.retry();
		Duration initialInterval = value(INITIAL_INTERVAL, DurationFormatterUtils::detectAndParse,
				"a time, for example 100ms", retry.initialInterval());
		try {
			return new FailureSettings(this.properties.getOrDefault(DEAD_LETTER_TOPIC, failures.deadLetterTopic()),
					notRetryable,
					new RetrySettings(
							value(MAX_ATTEMPTS, Integer::valueOf, "a number, for example 3", retry.maxAttempts()),
							initialInterval,
							value(MULTIPLIER, Double::valueOf, "a number, for example 2.0", retry.multiplier()),
							value(MAX_INTERVAL, DurationFormatterUtils::detectAndParse, "a time, for example 2s",
									longer(retry.maxInterval(), initialInterval))));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(this.method, "one of its properties is outside its range",
					String.valueOf(ex.getMessage()));
		}
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	private <T> T value(String key, Function<String, T> parser, String legal, T otherwise) {
		String text = this.properties.get(key);
		if (text == null) {
			return otherwise;
		}
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(this.method, "its property " + key + " is '" + text + "'",
					"Set it to " + legal + ".");
		}
	}

	private static MissingTopicPolicy policy(String text) {
		return Arrays.stream(MissingTopicPolicy.values())
			.filter((policy) -> policy.name().equalsIgnoreCase(text))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(text));
	}

	private List<Class<? extends Throwable>> types(String names) {
		List<Class<? extends Throwable>> types = new ArrayList<>();
		for (String name : StringUtils.tokenizeToStringArray(names, ",")) {
			Class<?> type = ClassUtils.resolveClassName(name, classLoader());
			if (!Throwable.class.isAssignableFrom(type)) {
				throw new IllegalArgumentException(name);
			}
			types.add(type.asSubclass(Throwable.class));
		}
		return types;
	}

	private @Nullable ClassLoader classLoader() {
		return Objects.requireNonNullElse(this.method.getDeclaringClass().getClassLoader(),
				ClassUtils.getDefaultClassLoader());
	}

}
