package io.github.rocketmqhttp.autoconfigure;

import java.util.List;

import io.github.rocketmqhttp.core.RetryPolicies;
import io.github.rocketmqhttp.core.RetrySettings;

import org.springframework.retry.support.RetryTemplate;

/**
 * Makes the retry templates of all instances.
 */
final class RetryTemplateFactory {

	private final List<RocketMqHttpRetryTemplateCustomizer> customizers;

	/**
	 * Creates the factory.
	 * @param customizers have the last word about every template, in this order
	 */
	RetryTemplateFactory(List<RocketMqHttpRetryTemplateCustomizer> customizers) {
		this.customizers = List.copyOf(customizers);
	}

	RetryTemplate create(RetrySettings settings) {
		RetryTemplate template = RetryPolicies.retryTemplate(settings);
		this.customizers.forEach((customizer) -> customizer.customize(template));
		return template;
	}

}
