package io.github.rocketmqhttp.autoconfigure;

import org.springframework.retry.support.RetryTemplate;

/**
 * Changes the template that retries blocking calls of a
 * {@link io.github.rocketmqhttp.core.RocketMqHttpTemplate}, for example by a listener.
 * Asynchronous calls follow the properties alone. Several run in their order.
 */
@FunctionalInterface
public interface RocketMqHttpRetryTemplateCustomizer {

	/**
	 * Changes the template.
	 * @param template follows the properties {@code rocketmq-http.client.retry.*}, or
	 * those of an instance
	 */
	void customize(RetryTemplate template);

}
