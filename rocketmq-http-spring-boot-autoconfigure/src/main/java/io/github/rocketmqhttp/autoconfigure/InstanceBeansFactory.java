package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;

/**
 * Makes the beans of one instance with a name.
 */
interface InstanceBeansFactory {

	/** Name of the bean whose methods make the beans. */
	String BEAN_NAME = "rocketMqHttpInstanceBeans";

	RocketMqHttpConnectionDetails connectionDetails(String name);

	RocketMqHttpClient client(String name);

	RocketMqHttpTemplate template(String name);

}
