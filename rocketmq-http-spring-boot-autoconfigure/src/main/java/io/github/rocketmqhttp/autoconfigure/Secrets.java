package io.github.rocketmqhttp.autoconfigure;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertyResolver;

/**
 * The secrets that an application is configured with.
 */
final class Secrets {

	/** A shorter one would be found where it is a coincidence. */
	private static final int SHORTEST = 8;

	private final Set<String> values;

	private Secrets(Set<String> values) {
		this.values = values;
	}

	static Secrets of(@Nullable RocketMqHttpProperties properties, PropertyResolver environment) {
		Stream<@Nullable String> variables = Stream.of(
				environment.getProperty(PropertiesRocketMqHttpConnectionDetails.SECRET_VARIABLE),
				environment.getProperty(PropertiesRocketMqHttpConnectionDetails.TOKEN_VARIABLE));
		return new Secrets(Stream.concat(variables, (properties != null) ? of(properties) : Stream.empty())
			.filter(Objects::nonNull)
			.filter((value) -> value.length() >= SHORTEST)
			.collect(Collectors.toUnmodifiableSet()));
	}

	private static Stream<@Nullable String> of(RocketMqHttpProperties properties) {
		return Stream.concat(
				Stream.of(properties.accessKeySecret(), properties.securityToken(),
						properties.client().proxy().password()),
				properties.instances()
					.values()
					.stream()
					.flatMap((instance) -> Stream.of(instance.accessKeySecret(), instance.securityToken(),
							instance.client().proxy().password())));
	}

	/**
	 * Says whether one of them is part of a text.
	 */
	boolean isIn(String text) {
		return this.values.stream().anyMatch(text::contains);
	}

}
