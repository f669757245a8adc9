package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;

/**
 * Measures clients.
 */
interface ClientMetrics {

	/** Measures nothing. */
	ClientMetrics NONE = new ClientMetrics() {
	};

	/**
	 * Prepares a client that is about to be made.
	 * @param name the instance's name; empty for the default one
	 */
	default void prepare(String name, RocketMqHttpClientBuilder builder) {
	}

	/**
	 * Takes care of a client that has been made.
	 * @param name the instance's name; empty for the default one
	 */
	default void made(String name, RocketMqHttpClient client) {
	}

	/**
	 * Takes care of a template that has been made.
	 * @param name the instance's name; empty for the default one
	 */
	default void made(String name, RocketMqHttpTemplate template) {
	}

}
