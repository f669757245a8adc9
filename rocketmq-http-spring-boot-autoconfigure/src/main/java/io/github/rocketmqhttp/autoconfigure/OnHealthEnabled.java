package io.github.rocketmqhttp.autoconfigure;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the health of RocketMQ over HTTP is switched off, as Spring Boot's own
 * annotation does, which has another name in each generation.
 */
final class OnHealthEnabled implements Condition {

	private static final String ENABLED = "management.health.rocketmqhttp.enabled";

	private static final String DEFAULT = "management.health.defaults.enabled";

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		boolean byDefault = environment.getProperty(DEFAULT, Boolean.class, true);
		return environment.getProperty(ENABLED, Boolean.class, byDefault);
	}

}
