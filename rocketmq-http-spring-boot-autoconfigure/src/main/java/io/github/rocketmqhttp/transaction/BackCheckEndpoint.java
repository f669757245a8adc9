package io.github.rocketmqhttp.transaction;

/**
 * Where back-checks come from.
 *
 * @param topic the topic
 * @param consumerGroup the group on whose behalf they are polled
 */
record BackCheckEndpoint(String topic, String consumerGroup) {

	@Override
	public String toString() {
		return this.topic + "/" + this.consumerGroup;
	}

}
