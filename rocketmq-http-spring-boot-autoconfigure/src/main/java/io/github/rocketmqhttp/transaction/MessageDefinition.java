package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;

/**
 * What one {@link TransactionalMessage} on one method says, read and checked.
 *
 * @param name names the message in logs and exceptions
 * @param instance the instance of the service that it goes through
 * @param topic where to
 * @param consumerGroup the group whose back-checks are answered
 * @param tag the tag
 * @param immunityTime time until the first back-check
 * @param phase when it is published
 * @param condition whether there is a message; always if {@code null}
 * @param key gives the key; none if {@code null}
 * @param payload gives the payload
 * @param properties give the properties, by name
 */
record MessageDefinition(String name, String instance, String topic, String consumerGroup, @Nullable String tag,
		Duration immunityTime, SendPhase phase, @Nullable Expression condition, @Nullable Expression key,
		Expression payload, Map<String, Expression> properties) {

	/**
	 * Where its back-checks come from.
	 */
	BackCheckEndpoint endpoint() {
		return new BackCheckEndpoint(this.instance, this.topic, this.consumerGroup);
	}

}
