package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.rocketmqhttp.handler.AnnotationValues;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Reads listener annotations: turns text into numbers and times.
 */
final class AttributeReader {

	private final AnnotationValues values;

	AttributeReader(BeanFactory beanFactory) {
		this.values = new AnnotationValues(beanFactory);
	}

	/**
	 * Reads the id.
	 * @return the id, {@code null} when there is none
	 */
	@Nullable String id(RocketMqHttpListener annotation) {
		return text(annotation.id());
	}

	/**
	 * Reads everything else.
	 * @throws InvalidListenerException if a value is of the wrong kind; whether it is
	 * within its range is not looked at here
	 */
	ListenerAttributes read(RocketMqHttpListener annotation, Method method) {
		Boolean autoStartup = value("autoStartup", annotation.autoStartup(), method, AttributeReader::flag,
				"true or false");
		String idempotencyKey = text(annotation.idempotencyKey());
		return new ListenerAttributes(text(annotation.template()), text(annotation.topic()),
				text(annotation.consumerGroup()), text(annotation.tag()),
				value("concurrency", annotation.concurrency(), method, Integer::valueOf, "a number, for example 4"),
				value("batchSize", annotation.batchSize(), method, Integer::valueOf, "a number from 1 to 16"),
				value("waitTime", annotation.waitTime(), method, AttributeReader::duration,
						"a time from 0s to 30s, for example 30s"),
				annotation.ackMode(), annotation.ordered(), annotation.idempotent() || idempotencyKey != null,
				idempotencyKey, text(annotation.errorHandler()), text(annotation.containerFactory()),
				properties(annotation.properties(), method), !Boolean.FALSE.equals(autoStartup));
	}

	private @Nullable String text(String attribute) {
		String text = this.values.text(attribute);
		return text.isEmpty() ? null : text;
	}

	private Map<String, String> properties(String[] attribute, Method method) {
		Map<String, String> properties = new LinkedHashMap<>();
		for (String lines : attribute) {
			for (String line : this.values.lines(lines).split("\\R", -1)) {
				int equals = line.indexOf('=');
				if (equals > 0) {
					properties.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
				}
				else if (!line.isBlank()) {
					throw new InvalidListenerException(method, "its properties hold '" + line + "'",
							"Write key=value, for example dead-letter-topic=orders-dead.");
				}
			}
		}
		return properties;
	}

	private <T> @Nullable T value(String name, String attribute, Method method, Function<String, T> parser,
			String legal) {
		String text = text(attribute);
		if (text == null) {
			return null;
		}
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(method, "its " + name + " is '" + text + "'",
					"Set " + name + " to " + legal + ".");
		}
	}

	private static Duration duration(String text) {
		return DurationFormatterUtils.detectAndParse(text);
	}

	private static Boolean flag(String text) {
		if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
			throw new IllegalArgumentException(text);
		}
		return Boolean.valueOf(text);
	}

}
