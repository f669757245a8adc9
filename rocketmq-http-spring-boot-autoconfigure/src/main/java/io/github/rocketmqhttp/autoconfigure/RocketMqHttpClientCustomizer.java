package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;

/**
 * Changes the client before it is built. Beans of this type are called in their order,
 * after the properties have been applied, so that they have the last word.
 */
@FunctionalInterface
public interface RocketMqHttpClientCustomizer {

	/**
	 * Changes settings of the client.
	 * @param builder the client's builder
	 */
	void customize(RocketMqHttpClientBuilder builder);

}
