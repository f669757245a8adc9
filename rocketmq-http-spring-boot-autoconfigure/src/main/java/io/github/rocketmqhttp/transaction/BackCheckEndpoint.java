package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.core.RocketMqHttpInstances;

/**
 * Where back-checks come from.
 *
 * @param instance the instance of the service that asks; empty for the default one
 * @param topic the topic
 * @param consumerGroup the group on whose behalf they are polled
 */
record BackCheckEndpoint(String instance, String topic, String consumerGroup) {

	/**
	 * Creates an endpoint of the default instance.
	 */
	BackCheckEndpoint(String topic, String consumerGroup) {
		this(RocketMqHttpInstances.DEFAULT, topic, consumerGroup);
	}

	/**
	 * Names the topic for people, to stand inside a sentence.
	 */
	String describeTopic() {
		return "topic '" + this.topic + "'"
				+ (this.instance.isEmpty() ? "" : " of the instance '" + this.instance + "'");
	}

	@Override
	public String toString() {
		return (this.instance.isEmpty() ? "" : this.instance + ":") + this.topic + "/" + this.consumerGroup;
	}

}
