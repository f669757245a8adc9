package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message that a program wants to publish.
 * <p>
 * What the wire cannot carry is refused here, before anything is sent: an empty body,
 * characters outside XML 1.0 (encode binary data with Base64), a reserved property name.
 *
 * @param body the text, not empty, at most 4 MiB of UTF-8 (64 KiB when it is scheduled or
 * a half message)
 * @param tag the one label that consumers filter by
 * @param key business id for tracing and search; several are separated by blanks
 * @param shardingKey messages with the same one are consumed in order
 * @param deliverAt earliest delivery, cut to milliseconds on the wire
 * @param immunityTime time until the first back-check; set means: a half message
 * @param properties further pairs, in the order in which they are written, without
 * reserved names
 */
public record OutboundMessage(String body, @Nullable String tag, @Nullable String key, @Nullable String shardingKey,
		@Nullable Instant deliverAt, @Nullable Duration immunityTime, Map<String, String> properties) {

	/**
	 * Checks and copies.
	 * @throws IllegalArgumentException if a component cannot cross the wire; the message
	 * says which and what to do, and never quotes body or values
	 */
	public OutboundMessage {
		requireBody(body, deliverAt != null || immunityTime != null);
		requireText("tag", tag);
		if (tag != null && (tag.contains("||") || tag.equals("*"))) {
			throw new IllegalArgumentException("The tag '" + PrintableText.of(tag)
					+ "' is a filter expression; a message carries exactly one plain tag.");
		}
		requireText("key", key);
		requireText("sharding key", shardingKey);
		if (immunityTime != null) {
			ProtocolLimits.requireImmunityTime(immunityTime);
		}
		for (Map.Entry<String, String> property : properties.entrySet()) {
			requireProperty(property.getKey(), property.getValue());
		}
		properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
	}

	private static void requireBody(String body, boolean special) {
		if (body.isEmpty()) {
			throw new IllegalArgumentException(
					"The body is empty; consumers of other SDKs lose the whole batch over an empty body.");
		}
		int illegal = XmlText.firstIllegal(body);
		if (illegal >= 0) {
			throw new IllegalArgumentException("The body holds a character that XML 1.0 cannot carry ("
					+ String.format("U+%04X", (int) body.charAt(illegal)) + " at index " + illegal
					+ "); encode binary data with Base64.");
		}
		int limit = special ? ProtocolLimits.MAX_SPECIAL_BODY_BYTES : ProtocolLimits.MAX_BODY_BYTES;
		// One char is at most three bytes: most bodies need no second look.
		if (body.length() > limit / 3 && body.getBytes(StandardCharsets.UTF_8).length > limit) {
			throw new IllegalArgumentException("The body is larger than " + limit + " bytes, the most that "
					+ (special ? "a half or scheduled message" : "a message")
					+ " may have; send a reference to the data.");
		}
	}

	private static void requireText(String what, @Nullable String text) {
		if (text != null && (text.isBlank() || XmlText.firstIllegal(text) >= 0)) {
			throw new IllegalArgumentException("The " + what
					+ " is blank or holds a character that XML 1.0 cannot carry; leave it out or change it.");
		}
	}

	// Callers that are not checked for nullness pass null, too.
	private static void requireProperty(@Nullable String name, @Nullable String value) {
		if (name == null || value == null) {
			throw new IllegalArgumentException((name == null) ? "The name of a property is null."
					: "The property '" + PrintableText.of(name) + "' is null: leave it out.");
		}
		if (MessageProperties.RESERVED.contains(name)) {
			throw new IllegalArgumentException(
					"The property name '" + name + "' is reserved; set the message's own attribute instead.");
		}
		if (name.isEmpty() || value.isEmpty()) {
			throw new IllegalArgumentException("The property '" + PrintableText.of(name)
					+ "' has an empty name or value; the wire drops such pairs: leave it out.");
		}
	}

	/**
	 * Whether this is a half message.
	 * @return whether it has an immunity time
	 */
	public boolean isHalf() {
		return this.immunityTime != null;
	}

	/**
	 * Starts a message.
	 * @param body the text
	 * @return a builder, to be used by one thread
	 */
	public static Builder of(String body) {
		return new Builder(body);
	}

	/**
	 * The document that stands for this message on the wire.
	 * @param escapeProperties whether characters that the wire forbids in properties are
	 * escaped (see {@link MessageProperties#escape(Map)}) or refused
	 * @return the document
	 * @throws IllegalArgumentException if a property cannot cross the wire, or the list
	 * is longer than 16 KiB
	 */
	public PublishDocument toDocument(boolean escapeProperties) {
		Map<String, String> all = new LinkedHashMap<>(this.properties);
		putIfPresent(all, MessageProperties.KEYS, this.key);
		putIfPresent(all, MessageProperties.SHARDING_KEY, this.shardingKey);
		if (this.deliverAt != null) {
			all.put(MessageProperties.START_DELIVER_TIME, Long.toString(this.deliverAt.toEpochMilli()));
		}
		if (this.immunityTime != null) {
			all.put(MessageProperties.IMMUNITY_TIME, Long.toString(this.immunityTime.toSeconds()));
		}
		String text = MessageProperties.format(escapeProperties ? MessageProperties.escape(all) : all);
		if (text.length() > ProtocolLimits.MAX_PROPERTIES_BYTES / 3
				&& text.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_PROPERTIES_BYTES) {
			throw new IllegalArgumentException("The properties are larger than " + ProtocolLimits.MAX_PROPERTIES_BYTES
					+ " bytes; move data into the body.");
		}
		return new PublishDocument(this.body, this.tag, text.isEmpty() ? null : text);
	}

	private static void putIfPresent(Map<String, String> map, String name, @Nullable String value) {
		if (value != null) {
			map.put(name, value);
		}
	}

	/**
	 * Names the message without its content.
	 */
	@Override
	public String toString() {
		return "OutboundMessage[tag=" + PrintableText.orNull(this.tag) + ", key=" + PrintableText.orNull(this.key)
				+ ", shardingKey=" + PrintableText.orNull(this.shardingKey) + ", deliverAt=" + this.deliverAt
				+ ", immunityTime=" + this.immunityTime + ", properties="
				+ PrintableText.of(this.properties.keySet().toString()) + ", body=" + this.body.length()
				+ " characters]";
	}

	/**
	 * Collects the parts of a message; every part but the body is optional.
	 */
	public static final class Builder {

		private final String body;

		private @Nullable String tag;

		private @Nullable String key;

		private @Nullable String shardingKey;

		private @Nullable Instant deliverAt;

		private @Nullable Duration immunityTime;

		private final Map<String, String> properties = new LinkedHashMap<>();

		private Builder(String body) {
			this.body = body;
		}

		/**
		 * Sets the tag.
		 * @param tag the one label that consumers filter by, or {@code null} for none
		 * @return this builder
		 */
		public Builder tag(@Nullable String tag) {
			this.tag = tag;
			return this;
		}

		/**
		 * Sets the key.
		 * @param key business id, several separated by blanks, or {@code null} for none
		 * @return this builder
		 */
		public Builder key(@Nullable String key) {
			this.key = key;
			return this;
		}

		/**
		 * Sets the sharding key: the topic must be of type ordered.
		 * @param shardingKey messages with the same one are consumed in order, or
		 * {@code null} for none
		 * @return this builder
		 */
		public Builder shardingKey(@Nullable String shardingKey) {
			this.shardingKey = shardingKey;
			return this;
		}

		/**
		 * Sets the delivery time: the topic must be of type scheduled.
		 * @param deliverAt earliest delivery; in the past means at once; {@code null}
		 * means not scheduled
		 * @return this builder
		 */
		public Builder deliverAt(@Nullable Instant deliverAt) {
			this.deliverAt = deliverAt;
			return this;
		}

		/**
		 * Makes it a half message: the topic must be of type transaction.
		 * @param immunityTime time until the first back-check, or {@code null} for an
		 * ordinary message
		 * @return this builder
		 */
		public Builder immunityTime(@Nullable Duration immunityTime) {
			this.immunityTime = immunityTime;
			return this;
		}

		/**
		 * Adds a property, replacing one of the same name.
		 * @param name its name, not a reserved one
		 * @param value its value, not empty
		 * @return this builder
		 */
		public Builder property(String name, String value) {
			this.properties.put(name, value);
			return this;
		}

		/**
		 * Adds properties, replacing those of the same names.
		 * @param properties names and values
		 * @return this builder
		 */
		public Builder properties(Map<String, String> properties) {
			this.properties.putAll(properties);
			return this;
		}

		/**
		 * Builds the message.
		 * @return the message
		 * @throws IllegalArgumentException if a part cannot cross the wire
		 */
		public OutboundMessage build() {
			return new OutboundMessage(this.body, this.tag, this.key, this.shardingKey, this.deliverAt,
					this.immunityTime, this.properties);
		}

	}

}
