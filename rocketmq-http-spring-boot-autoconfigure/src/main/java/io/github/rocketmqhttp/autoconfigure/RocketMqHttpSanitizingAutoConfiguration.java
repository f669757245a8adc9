package io.github.rocketmqhttp.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Hides secrets from the endpoints that print properties. It does so with everything else
 * switched off, too: the properties are there all the same.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class RocketMqHttpSanitizingAutoConfiguration {

	@Bean
	SecretSanitizer rocketMqHttpSecretSanitizer(ObjectProvider<RocketMqHttpProperties> properties,
			Environment environment) {
		return new SecretSanitizer(Secrets.of(properties.getIfAvailable(), environment));
	}

}
