package io.github.rocketmqhttp.transaction;

import io.github.rocketmqhttp.polling.PollingStatus;

/**
 * How the polling for the back-checks of one topic and group fares.
 *
 * @param instance the instance of the service; empty for the default one
 * @param topic the topic
 * @param consumerGroup the group on whose behalf they are polled
 * @param polling state, last success and failures
 */
public record BackCheckPollerStatus(String instance, String topic, String consumerGroup, PollingStatus polling) {

}
