package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.listener.ListenerContainerFactory;

/**
 * Changes the factory of the listeners that name none, for example its error handler.
 * Factories that the application declares are its own affair. Several run in their order,
 * and have the last word.
 */
@FunctionalInterface
public interface RocketMqHttpListenerContainerFactoryCustomizer {

	/**
	 * Changes the factory before it is built.
	 * @param builder has the settings of the properties {@code rocketmq-http.listener.*}
	 */
	void customize(ListenerContainerFactory.Builder builder);

}
