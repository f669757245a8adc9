package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.jdbc.TableRules;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * The checks that property values go through. Each failure names the property, its value
 * and a legal one.
 */
final class PropertyRules {

	static final Duration SHORTEST = Duration.ofMillis(1);

	static final Duration LONGEST = Duration.ofHours(24);

	private PropertyRules() {
	}

	static @Nullable String textOrNull(@Nullable String value) {
		return (value == null || value.isBlank()) ? null : value.strip();
	}

	static @Nullable String nameOrNull(String property, @Nullable String value) {
		String name = textOrNull(value);
		if (name != null && !ProtocolLimits.isName(name)) {
			throw InvalidConfigurationException.of(property, name,
					"1 to " + ProtocolLimits.MAX_NAME_LENGTH + " characters out of A-Z, a-z, 0-9, '_' and '-'");
		}
		return name;
	}

	static void instanceName(String property, String name) {
		if (!ProtocolLimits.isName(name)) {
			throw new InvalidConfigurationException(
					"Under the property '" + property + "' there is the name '" + name + "', which is not allowed.",
					"Give each instance a name of 1 to " + ProtocolLimits.MAX_NAME_LENGTH
							+ " characters out of A-Z, a-z, 0-9, '_' and '-', for example " + property
							+ ".audit.endpoint.");
		}
	}

	static List<String> names(String property, List<String> values) {
		return values.stream().map((value) -> nameOrNull(property, value)).filter(Objects::nonNull).distinct().toList();
	}

	static @Nullable String endpointOrNull(String property, @Nullable String value) {
		String endpoint = textOrNull(value);
		if (endpoint != null) {
			try {
				RocketMqHttpClient.builder().endpoint(endpoint);
			}
			catch (IllegalArgumentException ex) {
				// The client's message names the address without what may be a secret.
				throw new InvalidConfigurationException(
						"The property '" + property + "' is not usable. " + ex.getMessage(),
						"Set " + property + " to http:// or https:// and a host, optionally with a port, for example "
								+ "https://1234567890.mqrest.cn-hangzhou.aliyuncs.com.");
			}
		}
		return endpoint;
	}

	static Duration seconds(String property, Duration value, Duration min, Duration max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0 || value.toNanosPart() != 0) {
			throw InvalidConfigurationException.of(property, print(value),
					"a whole number of seconds from " + print(min) + " to " + print(max) + unit(value));
		}
		return value;
	}

	static Duration between(String property, Duration value, Duration min, Duration max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw InvalidConfigurationException.of(property, print(value),
					"a time from " + print(min) + " to " + print(max) + unit(value));
		}
		return value;
	}

	/**
	 * Who writes 30 and means seconds reads of 30ms, which is nowhere in the properties.
	 */
	private static String unit(Duration value) {
		return (value.isNegative() || value.toMillisPart() == 0) ? ""
				: ", with its unit, such as 30s: a number without a unit is taken as milliseconds";
	}

	static DataSize size(String property, DataSize value, DataSize min, DataSize max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw InvalidConfigurationException.of(property, print(value),
					"a size from " + print(min) + " to " + print(max));
		}
		return value;
	}

	static int between(String property, int value, int min, int max) {
		if (value < min || value > max) {
			throw InvalidConfigurationException.of(property, value, "a number from " + min + " to " + max);
		}
		return value;
	}

	static void tableName(String property, String value, String example) {
		if (!TableRules.isTableName(value)) {
			throw InvalidConfigurationException.of(property, value,
					"a plain SQL name, possibly with its schema, for example shop." + example);
		}
	}

	static void purge(String prefix, Duration interval, int batchSize) {
		between(prefix + "purge-interval", interval, TableRules.MIN_PURGE_INTERVAL, Duration.ofDays(1));
		between(prefix + "purge-batch-size", batchSize, 1, TableRules.MAX_PURGE_BATCH);
	}

	static void retry(String prefix, int maxAttempts, Duration initialInterval, double multiplier,
			Duration maxInterval) {
		between(prefix + "max-attempts", maxAttempts, 1, 100);
		between(prefix + "initial-interval", initialInterval, SHORTEST, LONGEST);
		if (!(multiplier >= 1 && multiplier <= 10)) {
			throw InvalidConfigurationException.of(prefix + "multiplier", multiplier,
					"a number from 1 to 10, for example 2");
		}
		if (maxInterval.compareTo(initialInterval) < 0) {
			throw InvalidConfigurationException.of(prefix + "max-interval", print(maxInterval),
					"at least " + prefix + "initial-interval, which is " + print(initialInterval));
		}
	}

	static String print(Duration value) {
		boolean hours = !value.isZero() && value.toSeconds() % 3600 == 0;
		ChronoUnit unit = (value.toNanosPart() != 0) ? ChronoUnit.MILLIS
				: hours ? ChronoUnit.HOURS : ChronoUnit.SECONDS;
		return DurationStyle.SIMPLE.print(value, unit);
	}

	private static String print(DataSize value) {
		String[] units = { "B", "KB", "MB", "GB", "TB" };
		long number = value.toBytes();
		int unit = 0;
		while (unit + 1 < units.length && number != 0 && number % 1024 == 0) {
			number /= 1024;
			unit++;
		}
		return number + units[unit];
	}

}
