package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.protocol.PublishReceipt;

/**
 * Collects the parts of one message and sends it. Not safe for concurrent use.
 */
public interface MessageSpec {

	/**
	 * Sets the topic; the configured default topic otherwise.
	 * @param topic where to
	 * @return this message
	 */
	MessageSpec topic(String topic);

	/**
	 * Sets the tag.
	 * @param tag the one label that consumers filter by
	 * @return this message
	 */
	MessageSpec tag(String tag);

	/**
	 * Sets the business key.
	 * @param key the key, several separated by blanks
	 * @return this message
	 */
	MessageSpec key(String key);

	/**
	 * Sets the sharding key.
	 * @param shardingKey messages with the same one are consumed in order
	 * @return this message
	 */
	MessageSpec shardingKey(String shardingKey);

	/**
	 * Sets the delivery time.
	 * @param deliverAt earliest delivery; in the past means at once
	 * @return this message
	 */
	MessageSpec deliverAt(Instant deliverAt);

	/**
	 * Adds a property.
	 * @param name its name, not a reserved one
	 * @param value its value, not empty
	 * @return this message
	 * @throws IllegalArgumentException if the name is one of those that tie a message to
	 * its transaction
	 */
	MessageSpec property(String name, String value);

	/**
	 * Sets the time until the broker's first back-check, for messages that follow a local
	 * transaction; the configured one otherwise. Other messages do not mind it.
	 * @param checkImmunityTime whole seconds from 10 to 300
	 * @return this message
	 */
	MessageSpec checkImmunityTime(Duration checkImmunityTime);

	/**
	 * Sends the message.
	 * @return the broker's receipt
	 * @throws IllegalArgumentException if a part is missing or cannot cross the wire
	 * @throws io.github.rocketmqhttp.RocketMqHttpException if the broker did not take it
	 */
	PublishReceipt send();

	/**
	 * Sends the message without blocking.
	 * @return the broker's receipt, later
	 * @throws IllegalArgumentException if a part is missing or cannot cross the wire
	 */
	CompletableFuture<PublishReceipt> sendAsync();

	/**
	 * Publishes the message as a half message of the configured producer group, to be
	 * decided with {@link RocketMqHttpOperations#commit(HalfMessageReceipt)} or
	 * {@link RocketMqHttpOperations#rollback(HalfMessageReceipt)}.
	 * @param immunityTime time until the first back-check, 10 to 300 s
	 * @return the receipt
	 */
	HalfMessageReceipt sendHalf(Duration immunityTime);

}
