package io.github.rocketmqhttp.broker.store;

/**
 * The progress of a consumer group at one moment.
 *
 * @param consumerGroup the group's name
 * @param consumed messages that it has acknowledged
 * @param invisible messages delivered to it and neither acknowledged nor come back
 * @param pending messages that wait for a poll
 * @param waitingPolls polls that wait for a message
 */
public record ConsumerGroupView(String consumerGroup, long consumed, int invisible, int pending, int waitingPolls) {
}
