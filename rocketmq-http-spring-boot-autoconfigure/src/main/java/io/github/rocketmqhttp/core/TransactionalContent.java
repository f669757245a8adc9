package io.github.rocketmqhttp.core;

import io.github.rocketmqhttp.protocol.OutboundMessage;

/**
 * A message that is to follow a local transaction.
 *
 * @param topic where to, of type transaction
 * @param consumerGroup the group whose back-checks are answered
 * @param content the message; without an immunity time the configured one holds
 */
public record TransactionalContent(String topic, String consumerGroup, OutboundMessage content) {
}
