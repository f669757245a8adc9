package io.github.rocketmqhttp.listener;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TemplateDefaults;

/**
 * Where a listener's messages come from.
 *
 * @param instance the instance of the service; empty for the factory's own
 * @param client polls, acknowledges, and sends dead letters
 * @param defaults topic and group of listeners that name none
 */
record ListenerSource(String instance, RocketMqHttpClient client, TemplateDefaults defaults) {

	@Override
	public String toString() {
		return "ListenerSource[instance=" + this.instance + ", defaults=" + this.defaults + "]";
	}

}
