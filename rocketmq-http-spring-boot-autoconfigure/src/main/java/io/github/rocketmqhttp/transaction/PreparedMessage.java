package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * A half message that is ready to be published.
 *
 * @param name names it in logs and exceptions
 * @param instance the instance of the service that it goes through
 * @param topic where to
 * @param consumerGroup the group whose back-checks are answered
 * @param content the message with its immunity time, still without ids
 */
record PreparedMessage(String name, String instance, String topic, String consumerGroup, OutboundMessage content) {

	Duration immunityTime() {
		return Objects.requireNonNull(this.content.immunityTime(), "a half message has an immunity time");
	}

	OutboundMessage attempt(String transactionId, String attemptId, @Nullable ScopedLog log) {
		Map<String, String> properties = new LinkedHashMap<>(this.content.properties());
		properties.put(TransactionHeaders.TRANSACTION_ID, transactionId);
		properties.put(TransactionHeaders.ATTEMPT_ID, attemptId);
		if (log != null) {
			properties.put(TransactionHeaders.LOG, log.header());
		}
		return new OutboundMessage(this.content.body(), this.content.tag(), this.content.key(),
				this.content.shardingKey(), this.content.deliverAt(), this.content.immunityTime(), properties);
	}

}
