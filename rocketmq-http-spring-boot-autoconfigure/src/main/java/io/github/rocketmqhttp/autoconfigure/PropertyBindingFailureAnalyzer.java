package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Explains values under {@code rocketmq-http} that cannot be read as their type, and
 * names that do not exist. The value behind an unknown name is not shown: it may be a
 * secret whose name was misspelt.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class PropertyBindingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("rocketmq-http");

	private static final String UNKNOWN = "Correct the name or remove the property. docs/properties.md of the project"
			+ " lists every property under rocketmq-http.";

	private final Supplier<ReplacedProperties> replaced;

	PropertyBindingFailureAnalyzer() {
		this(ReplacedProperties::ofClassPath);
	}

	PropertyBindingFailureAnalyzer(Supplier<ReplacedProperties> replaced) {
		this.replaced = replaced;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PREFIX.equals(cause.getName()) && !PREFIX.isAncestorOf(cause.getName())) {
			return null;
		}
		UnboundConfigurationPropertiesException unbound = findCause(cause,
				UnboundConfigurationPropertiesException.class);
		if (unbound != null) {
			return unknownNames(unbound, rootFailure);
		}
		if (findCause(cause, ConversionFailedException.class) != null
				|| findCause(cause, ConverterNotFoundException.class) != null) {
			return wrongType(cause, rootFailure);
		}
		return null;
	}

	private FailureAnalysis unknownNames(UnboundConfigurationPropertiesException unbound, Throwable rootFailure) {
		String names = unbound.getUnboundProperties()
			.stream()
			.map((property) -> "'" + property.getName() + "'"
					+ ((property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : ""))
			.collect(Collectors.joining(", "));
		ReplacedProperties replaced = this.replaced.get();
		String actions = unbound.getUnboundProperties()
			.stream()
			.map((property) -> Objects.requireNonNullElse(replaced.remedy(property.getName()), UNKNOWN))
			.distinct()
			.collect(Collectors.joining(" "));
		return new FailureAnalysis("There is no property " + names + ".", actions, rootFailure);
	}

	private static FailureAnalysis wrongType(BindException cause, Throwable rootFailure) {
		ConfigurationProperty property = cause.getProperty();
		Object value = (property != null) ? property.getValue() : null;
		String origin = (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		return new FailureAnalysis(
				"The property '" + cause.getName() + "' has the value '" + value + "'" + origin + ", which is not "
						+ describe(cause.getTarget()) + ".",
				"Set " + cause.getName() + " to " + describe(cause.getTarget()) + ".", rootFailure);
	}

	private static String describe(Bindable<?> target) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(target.getType().resolve(Object.class));
		if (type == Duration.class) {
			return "a time with its unit, such as 500ms, 30s or 2m";
		}
		if (type == DataSize.class) {
			return "a size with its unit, such as 512KB or 256MB";
		}
		if (type == Boolean.class) {
			return "true or false";
		}
		if (type == Integer.class || type == Long.class) {
			return "a whole number";
		}
		return "a number";
	}

}
