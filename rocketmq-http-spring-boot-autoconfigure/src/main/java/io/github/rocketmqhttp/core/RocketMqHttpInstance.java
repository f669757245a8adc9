package io.github.rocketmqhttp.core;

import io.github.rocketmqhttp.client.RocketMqHttpClient;

/**
 * One instance of the service, as this application uses it.
 *
 * @param name the name that annotations select it by; empty for the default instance
 * @param client makes the calls, with the instance's own endpoint and credentials; not
 * owned
 * @param operations publish and decide through that client
 * @param defaults topic and group of messages that name none
 */
public record RocketMqHttpInstance(String name, RocketMqHttpClient client, RocketMqHttpOperations operations,
		TemplateDefaults defaults) {

	/**
	 * Names the instance.
	 */
	@Override
	public String toString() {
		return "RocketMqHttpInstance[name=" + this.name + ", defaults=" + this.defaults + "]";
	}

}
