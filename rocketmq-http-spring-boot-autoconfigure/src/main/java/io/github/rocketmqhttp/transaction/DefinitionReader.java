package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.core.UnknownInstanceException;
import io.github.rocketmqhttp.handler.AnnotationValues;
import io.github.rocketmqhttp.protocol.MessageProperties;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.expression.Expression;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.StringUtils;

/**
 * Reads one annotation on one method, fills in what it leaves open, and refuses what
 * cannot work with a text that says what to write.
 */
final class DefinitionReader {

	private final TransactionSettings settings;

	private final InstanceDefaults defaults;

	private final AnnotationValues values;

	private final ParameterNameDiscoverer parameterNames;

	private final MessageExpressions expressions;

	DefinitionReader(TransactionSettings settings, InstanceDefaults defaults, AnnotationValues values,
			ParameterNameDiscoverer parameterNames) {
		this.settings = settings;
		this.defaults = defaults;
		this.values = values;
		this.parameterNames = parameterNames;
		this.expressions = new MessageExpressions(parameterNames);
	}

	MessageDefinition read(AnnotatedCall call, TransactionalMessage annotation) {
		SendPhase phase = annotation.phase();
		String id = resolve(annotation.id());
		String name = id.isEmpty() ? call.toString() : id;
		MethodParameter[] parameters = new AnnotatedMethod(call.method()).getMethodParameters();
		String instance = resolve(annotation.template());
		return new MessageDefinition(name, instance,
				name(call, "topic", annotation.topic(), defaultName(call, instance, this.defaults::topic),
						InstanceDefaults.property(instance, "topic")),
				name(call, "consumerGroup", annotation.consumerGroup(),
						defaultName(call, instance, this.defaults::consumerGroup),
						InstanceDefaults.property(instance, "consumer-group")),
				tag(call, resolve(annotation.tag())), immunityTime(call, resolve(annotation.checkImmunityTime())),
				phase, this.expressions.optional(call, "condition", resolve(annotation.condition()), phase),
				this.expressions.optional(call, "key", resolve(annotation.key()), phase),
				payload(call, resolve(annotation.payload()), phase, parameters),
				properties(call, annotation.properties(), phase, parameters));
	}

	private static @Nullable String defaultName(AnnotatedCall call, String instance,
			Function<String, @Nullable String> defaults) {
		try {
			return defaults.apply(instance);
		}
		catch (UnknownInstanceException ex) {
			throw new InvalidTransactionalMessageException("The template of @TransactionalMessage on " + call
					+ " cannot be used: " + ex.getDescription() + ".", ex.getAction(), ex);
		}
	}

	private String name(AnnotatedCall call, String attribute, String value, @Nullable String fallback,
			String property) {
		String resolved = resolve(value);
		if (resolved.isEmpty()) {
			if (fallback == null) {
				throw new InvalidTransactionalMessageException(
						"@TransactionalMessage on " + call + " names no " + attribute
								+ ", and there is no default one.",
						"Set " + attribute + " in the annotation, or the property " + property + ".");
			}
			return fallback;
		}
		if (!ProtocolLimits.isName(resolved)) {
			throw new InvalidTransactionalMessageException(
					"The " + attribute + " '" + resolved + "' of @TransactionalMessage on " + call + " cannot be sent.",
					"Use 1 to 64 characters out of A-Z, a-z, 0-9, '_' and '-'.");
		}
		return resolved;
	}

	private static @Nullable String tag(AnnotatedCall call, String tag) {
		if (tag.isEmpty()) {
			return null;
		}
		try {
			return OutboundMessage.of(tag).tag(tag).build().tag();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTransactionalMessageException(
					"The tag '" + tag + "' of @TransactionalMessage on " + call + " cannot be sent: " + ex.getMessage(),
					"Write one plain word.", ex);
		}
	}

	private Duration immunityTime(AnnotatedCall call, String text) {
		if (text.isEmpty()) {
			return this.settings.immunityTime();
		}
		try {
			return ProtocolLimits.requireImmunityTime(DurationFormatterUtils.detectAndParse(text));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTransactionalMessageException(
					"The checkImmunityTime '" + text + "' of @TransactionalMessage on " + call + " cannot be used: "
							+ ex.getMessage(),
					"Write whole seconds from 10s to 300s, such as \"30s\"" + (text.chars().allMatch(Character::isDigit)
							? ": a number without a unit is taken as milliseconds." : "."),
					ex);
		}
	}

	private Expression payload(AnnotatedCall call, String expression, SendPhase phase, MethodParameter[] parameters) {
		if (!expression.isBlank()) {
			return this.expressions.parse(call, "payload", expression, phase);
		}
		int marked = -1;
		int unmarked = -1;
		int candidates = 0;
		for (int i = 0; i < parameters.length; i++) {
			if (parameters[i].hasParameterAnnotation(Payload.class)) {
				if (marked >= 0) {
					throw ambiguous(call, "several arguments are marked with @Payload");
				}
				marked = i;
			}
			else if (!parameters[i].hasParameterAnnotation(Header.class)) {
				unmarked = i;
				candidates++;
			}
		}
		if (marked >= 0) {
			return this.expressions.argument(marked);
		}
		if (candidates != 1) {
			throw ambiguous(call, (candidates == 0) ? "there is no argument for it"
					: "there are " + candidates + " arguments and none is marked");
		}
		return this.expressions.argument(unmarked);
	}

	private static InvalidTransactionalMessageException ambiguous(AnnotatedCall call, String why) {
		return new InvalidTransactionalMessageException(
				"The payload of @TransactionalMessage on " + call + " is not clear: " + why + ".",
				"Mark one argument with @Payload, or write payload = \"#argument\", or payload = \"#result\" with"
						+ " phase = SendPhase.BEFORE_COMMIT.");
	}

	private Map<String, Expression> properties(AnnotatedCall call, String[] pairs, SendPhase phase,
			MethodParameter[] parameters) {
		Map<String, Expression> properties = new LinkedHashMap<>();
		for (int i = 0; i < parameters.length; i++) {
			Header header = parameters[i].getParameterAnnotation(Header.class);
			if (header != null) {
				add(call, properties, headerName(call, header, i), this.expressions.argument(i));
			}
		}
		for (String attribute : pairs) {
			String pair = resolve(attribute);
			int equals = pair.indexOf('=');
			if (equals < 1) {
				throw new InvalidTransactionalMessageException(
						"The property '" + pair + "' of @TransactionalMessage on " + call + " has no name.",
						"Write name=expression, such as \"customer=#order.customer()\".");
			}
			add(call, properties, pair.substring(0, equals).strip(),
					this.expressions.parse(call, "properties", pair.substring(equals + 1), phase));
		}
		return properties;
	}

	private String headerName(AnnotatedCall call, Header header, int index) {
		if (StringUtils.hasText(header.name())) {
			return resolve(header.name());
		}
		String[] names = this.parameterNames.getParameterNames(call.method());
		if (names == null) {
			throw new InvalidTransactionalMessageException(
					"The @Header on argument " + index + " of " + call + " has no name.",
					"Write @Header(\"name\"), or compile with -parameters.");
		}
		return names[index];
	}

	private static void add(AnnotatedCall call, Map<String, Expression> properties, String name, Expression value) {
		if (name.isEmpty() || MessageProperties.RESERVED.contains(name) || TransactionHeaders.NAMES.contains(name)) {
			throw new InvalidTransactionalMessageException(
					"The property '" + name + "' of @TransactionalMessage on " + call + " cannot be set by users.",
					"Use another name; for the key there is the attribute key.");
		}
		if (properties.put(name, value) != null) {
			throw new InvalidTransactionalMessageException(
					"The property '" + name + "' of @TransactionalMessage on " + call + " is set twice.",
					"Leave one of them out.");
		}
	}

	private String resolve(String text) {
		return this.values.text(text);
	}

}
