package io.github.rocketmqhttp.broker.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.MessageProperties;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import io.github.rocketmqhttp.protocol.PublishDocument;
import org.jspecify.annotations.Nullable;

/**
 * A publish request whose parts are within the service's limits.
 */
final class IncomingMessage {

	/** The one SDK that checks tags refuses longer ones. */
	static final int MAX_TAG_LENGTH = 64;

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private final byte[] body;

	private final String bodyMd5;

	private final @Nullable String tag;

	private final Map<String, String> properties;

	private final @Nullable Instant deliverAt;

	private final @Nullable Duration immunityTime;

	private final long size;

	private IncomingMessage(PublishDocument document, Instant now) {
		this.tag = tag(document.tag());
		this.properties = properties(document.properties());
		this.deliverAt = deliverAt(this.properties, now);
		this.immunityTime = immunityTime(this.properties);
		this.body = body(document.body());
		this.bodyMd5 = md5(this.body);
		String text = document.properties();
		this.size = (long) StoredMessage.OVERHEAD + this.body.length + ((text != null) ? 2L * text.length() : 0);
		requireOneKind();
		requireBodySize();
	}

	/**
	 * Checks a publish request.
	 * @param document what was sent
	 * @param now the broker's time
	 * @return the message
	 * @throws RefusedException if a part is outside the limits
	 */
	static IncomingMessage of(PublishDocument document, Instant now) {
		return new IncomingMessage(document, now);
	}

	byte[] body() {
		return this.body;
	}

	String bodyMd5() {
		return this.bodyMd5;
	}

	@Nullable String tag() {
		return this.tag;
	}

	Map<String, String> properties() {
		return this.properties;
	}

	@Nullable Instant deliverAt() {
		return this.deliverAt;
	}

	@Nullable Duration immunityTime() {
		return this.immunityTime;
	}

	long size() {
		return this.size;
	}

	MessageKind kind() {
		if (this.immunityTime != null) {
			return MessageKind.HALF;
		}
		if (this.deliverAt != null) {
			return MessageKind.SCHEDULED;
		}
		return this.properties.containsKey(MessageProperties.SHARDING_KEY) ? MessageKind.ORDERED : MessageKind.NORMAL;
	}

	private static byte[] body(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			throw refuse("The message body is empty.");
		}
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static @Nullable String tag(@Nullable String tag) {
		if (tag == null || tag.isBlank()) {
			return null;
		}
		if (tag.length() > MAX_TAG_LENGTH) {
			throw refuse("The message tag is longer than " + MAX_TAG_LENGTH + " characters.");
		}
		if (tag.contains("||") || tag.equals("*")) {
			throw refuse("The message tag is a filter expression; a message carries one plain tag.");
		}
		return tag.strip();
	}

	private static Map<String, String> properties(@Nullable String text) {
		if (text != null && text.length() > ProtocolLimits.MAX_PROPERTIES_BYTES / 3
				&& text.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_PROPERTIES_BYTES) {
			throw refuse("The message properties are larger than " + ProtocolLimits.MAX_PROPERTIES_BYTES + " bytes.");
		}
		return MessageProperties.parseVerbatim(text);
	}

	private static @Nullable Instant deliverAt(Map<String, String> properties, Instant now) {
		Long millis = number(properties, MessageProperties.START_DELIVER_TIME, "milliseconds since the epoch");
		if (millis == null) {
			return null;
		}
		Instant deliverAt = Instant.ofEpochMilli(millis);
		if (deliverAt.isAfter(now.plus(ProtocolLimits.MAX_DELAY))) {
			throw refuse("The property " + MessageProperties.START_DELIVER_TIME + " is more than "
					+ ProtocolLimits.MAX_DELAY.toDays() + " days ahead.");
		}
		return deliverAt;
	}

	private static @Nullable Duration immunityTime(Map<String, String> properties) {
		Long seconds = number(properties, MessageProperties.IMMUNITY_TIME, "seconds");
		if (seconds == null) {
			return null;
		}
		if (seconds < ProtocolLimits.MIN_IMMUNITY_TIME.toSeconds()
				|| seconds > ProtocolLimits.MAX_IMMUNITY_TIME.toSeconds()) {
			throw refuse("The property " + MessageProperties.IMMUNITY_TIME + " is " + seconds + "; it must be from "
					+ ProtocolLimits.MIN_IMMUNITY_TIME.toSeconds() + " to "
					+ ProtocolLimits.MAX_IMMUNITY_TIME.toSeconds() + " seconds.");
		}
		return Duration.ofSeconds(seconds);
	}

	private static @Nullable Long number(Map<String, String> properties, String name, String unit) {
		String text = properties.get(name);
		if (text == null) {
			return null;
		}
		try {
			return Long.valueOf(text);
		}
		catch (NumberFormatException ex) {
			throw refuse("The property " + name + " is not a whole number of " + unit + ".");
		}
	}

	private void requireOneKind() {
		boolean ordered = this.properties.containsKey(MessageProperties.SHARDING_KEY);
		int kinds = (ordered ? 1 : 0) + ((this.deliverAt != null) ? 1 : 0) + ((this.immunityTime != null) ? 1 : 0);
		if (kinds > 1) {
			throw refuse("The message has more than one of " + MessageProperties.SHARDING_KEY + ", "
					+ MessageProperties.START_DELIVER_TIME + " and " + MessageProperties.IMMUNITY_TIME
					+ "; it can be ordered, scheduled or a half message, not several.");
		}
	}

	private void requireBodySize() {
		boolean special = this.deliverAt != null || this.immunityTime != null;
		int limit = special ? ProtocolLimits.MAX_SPECIAL_BODY_BYTES : ProtocolLimits.MAX_BODY_BYTES;
		if (this.body.length > limit) {
			throw refuse("The message body has " + this.body.length + " bytes; " + kind() + " may have " + limit + ".");
		}
	}

	private static String md5(byte[] body) {
		try {
			return HEX.formatHex(MessageDigest.getInstance("MD5").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This Java runtime offers no MD5, which every receipt needs.", ex);
		}
	}

	private static RefusedException refuse(String message) {
		return new RefusedException(ErrorCode.INVALID_ARGUMENT, message);
	}

}
