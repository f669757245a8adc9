package io.github.rocketmqhttp.listener;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

/**
 * Makes the keys by which the inbox tells the messages of a group apart. Each kind has a
 * prefix of its own, so that none is taken for another.
 */
final class MessageKeys {

	private final String instance;

	private final String topic;

	/**
	 * Creates the keys of one listener.
	 * @param instance the instance that its messages come from: topics of the same name
	 * in two of them have nothing in common. Empty for the default one
	 * @param topic the topic
	 */
	MessageKeys(String instance, String topic) {
		this.instance = instance.isEmpty() ? "" : instance + ":";
		this.topic = this.instance + topic;
	}

	/**
	 * The key of a message that names none. One transaction may send several messages,
	 * and one business key may go through several tags: neither alone tells messages
	 * apart.
	 */
	String of(ReceivedMessage message) {
		String transaction = message.properties().get(TransactionHeaders.TRANSACTION_ID);
		String attempt = message.properties().get(TransactionHeaders.ATTEMPT_ID);
		if (transaction != null && attempt != null) {
			return fit("tx", transaction + "/" + TransactionHeaders.firstAttemptId(attempt));
		}
		String key = message.key();
		if (key != null && !key.isBlank()) {
			String tag = message.tag();
			return fit("key", this.topic + "/" + ((tag != null) ? tag : "") + "/" + key);
		}
		return fit("id", this.instance + message.messageId());
	}

	/**
	 * The key that a listener's own expression gives.
	 */
	String custom(String value) {
		return fit("own", this.topic + "/" + value);
	}

	/**
	 * Databases differ about letters, about spaces at the end and about length: whatever
	 * they could read in two ways is hashed.
	 */
	private static String fit(String kind, String value) {
		String key = kind + ":" + value;
		boolean plain = key.length() <= Inbox.MAX_KEY_LENGTH && key.chars().allMatch((c) -> c > ' ' && c < 0x7f);
		return plain ? key : kind + "-sha256:" + hash(value);
	}

	private static String hash(String value) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256; this one has not.", ex);
		}
	}

}
