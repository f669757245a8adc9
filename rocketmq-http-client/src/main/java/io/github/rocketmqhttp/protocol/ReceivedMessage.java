package io.github.rocketmqhttp.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.rocketmqhttp.DamagedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of one message to one consumer group, or one back-check of a half message.
 *
 * @param messageId id of the message, the same in every delivery
 * @param receiptHandle proof of this delivery, good until {@code invisibleUntil}
 * @param body the text; empty when another program published an empty body
 * @param bodyMd5 upper-case hexadecimal MD5 of the body, if the broker told it
 * @param tag the message's tag, if it has one
 * @param publishTime when the broker stored the message
 * @param firstConsumeTime when the message was first delivered; without meaning for
 * ordered consumption
 * @param invisibleUntil when an unacknowledged message comes back
 * @param consumedTimes deliveries so far, from 1
 * @param properties all properties, the reserved ones included
 * @param damage how the message differs from what was published, as a sentence without
 * its subject and its end; {@code null} for a message that is intact
 */
public record ReceivedMessage(String messageId, String receiptHandle, String body, @Nullable String bodyMd5,
		@Nullable String tag, Instant publishTime, Instant firstConsumeTime, Instant invisibleUntil, int consumedTimes,
		Map<String, String> properties, @Nullable String damage) {

	/**
	 * Copies the properties, and makes the id printable: it is shown, and never sent
	 * back.
	 */
	public ReceivedMessage {
		messageId = PrintableText.of(messageId);
		properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
		damage = PrintableText.orNull(damage);
	}

	/**
	 * Creates a message that is intact.
	 * @param messageId id of the message
	 * @param receiptHandle proof of this delivery
	 * @param body the text
	 * @param bodyMd5 upper-case hexadecimal MD5 of the body, if the broker told it
	 * @param tag the message's tag, if it has one
	 * @param publishTime when the broker stored the message
	 * @param firstConsumeTime when the message was first delivered
	 * @param invisibleUntil when an unacknowledged message comes back
	 * @param consumedTimes deliveries so far, from 1
	 * @param properties all properties, the reserved ones included
	 */
	public ReceivedMessage(String messageId, String receiptHandle, String body, @Nullable String bodyMd5,
			@Nullable String tag, Instant publishTime, Instant firstConsumeTime, Instant invisibleUntil,
			int consumedTimes, Map<String, String> properties) {
		this(messageId, receiptHandle, body, bodyMd5, tag, publishTime, firstConsumeTime, invisibleUntil, consumedTimes,
				properties, null);
	}

	/**
	 * The text that was published.
	 * @return the text; empty when another program published an empty body
	 * @throws DamagedMessageException if the message is damaged
	 */
	@Override
	public String body() {
		requireIntact();
		return this.body;
	}

	/**
	 * The text as far as it has arrived, for dead letters and for those who look for the
	 * cause.
	 * @return the text, with U+FFFD in place of what XML cannot carry
	 */
	public String receivedBody() {
		return this.body;
	}

	/**
	 * Refuses a message that is not what was published.
	 * @throws DamagedMessageException if the message is damaged; the text says how
	 */
	public void requireIntact() {
		if (this.damage != null) {
			throw new DamagedMessageException("The message '" + this.messageId + "' is damaged: " + this.damage
					+ ". Look at the program that publishes it, and at proxies on the way.", null, false);
		}
	}

	/**
	 * The business key.
	 * @return the key, or {@code null} when the message has none
	 */
	public @Nullable String key() {
		return this.properties.get(MessageProperties.KEYS);
	}

	/**
	 * The sharding key.
	 * @return the key, or {@code null} when the message is not ordered
	 */
	public @Nullable String shardingKey() {
		return this.properties.get(MessageProperties.SHARDING_KEY);
	}

	/**
	 * The scheduled delivery time.
	 * @return the time, or {@code null} when there is none or it is not a number
	 */
	public @Nullable Instant deliverAt() {
		Long millis = number(MessageProperties.START_DELIVER_TIME);
		return (millis != null) ? Instant.ofEpochMilli(millis) : null;
	}

	/**
	 * The immunity time with which a half message was published.
	 * @return the time, or {@code null} when there is none or it is not a number
	 */
	public @Nullable Duration immunityTime() {
		Long seconds = number(MessageProperties.IMMUNITY_TIME);
		return (seconds != null) ? Duration.ofSeconds(seconds) : null;
	}

	/**
	 * The properties without the reserved ones.
	 * @return a copy, unmodifiable
	 */
	public Map<String, String> userProperties() {
		Map<String, String> user = new LinkedHashMap<>(this.properties);
		user.keySet().removeAll(MessageProperties.RESERVED);
		return Collections.unmodifiableMap(user);
	}

	private @Nullable Long number(String name) {
		String text = this.properties.get(name);
		if (text == null) {
			return null;
		}
		try {
			return Long.valueOf(text);
		}
		catch (NumberFormatException ex) {
			// Another program's mistake must not cost the message.
			return null;
		}
	}

	/**
	 * Names the delivery without its content.
	 */
	@Override
	public String toString() {
		return "ReceivedMessage[messageId=" + this.messageId + ", tag=" + PrintableText.orNull(this.tag) + ", key="
				+ PrintableText.orNull(key()) + ", consumedTimes=" + this.consumedTimes + ", invisibleUntil="
				+ this.invisibleUntil + ", properties=" + PrintableText.of(this.properties.keySet().toString())
				+ ", body=" + this.body.length() + " characters"
				+ ((this.damage != null) ? ", damage=" + this.damage : "") + "]";
	}

}
