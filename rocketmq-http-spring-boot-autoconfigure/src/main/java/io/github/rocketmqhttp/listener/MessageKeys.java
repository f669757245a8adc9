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

	private MessageKeys() {
	}

	/**
	 * The key of a message that names none. One transaction may send several messages,
	 * and one business key may go through several tags: neither alone tells messages
	 * apart.
	 */
	static String of(String topic, ReceivedMessage message) {
		String transaction = message.properties().get(TransactionHeaders.TRANSACTION_ID);
		String attempt = message.properties().get(TransactionHeaders.ATTEMPT_ID);
		if (transaction != null && attempt != null) {
			return fit("tx", transaction + "/" + TransactionHeaders.firstAttemptId(attempt));
		}
		String key = message.key();
		if (key != null && !key.isBlank()) {
			String tag = message.tag();
			return fit("key", topic + "/" + ((tag != null) ? tag : "") + "/" + key);
		}
		return fit("id", message.messageId());
	}

	/**
	 * The key that a listener's own expression gives.
	 */
	static String custom(String topic, String value) {
		return fit("own", topic + "/" + value);
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
