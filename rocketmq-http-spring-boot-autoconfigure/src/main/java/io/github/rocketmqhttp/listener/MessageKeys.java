package io.github.rocketmqhttp.listener;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys by which the inbox tells the messages of a group apart. Each kind has a
 * prefix of its own, and no two messages share a key: a part of it that could hold the
 * separator is written so that it does not.
 */
final class MessageKeys implements InboxKeys {

	/**
	 * For so long after this process has started another one of a former version may
	 * still be running and noting messages under their former keys.
	 */
	private static final Duration TAKEOVER = Duration.ofHours(1);

	private final String instance;

	private final String topic;

	private final Instant takenOver;

	/**
	 * Creates the keys of one listener.
	 * @param instance the instance that its messages come from: topics of the same name
	 * in two of them have nothing in common. Empty for the default one
	 * @param topic the topic
	 */
	MessageKeys(String instance, String topic) {
		this(instance, topic, Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
	}

	MessageKeys(String instance, String topic, Instant started) {
		this.instance = instance.isEmpty() ? "" : instance + ":";
		this.topic = this.instance + topic;
		this.takenOver = started.plus(TAKEOVER);
	}

	@Override
	public String key(ReadMessage message) {
		return of(message.delivery().message());
	}

	@Override
	public @Nullable String formerKey(ReadMessage message) {
		return former(message.delivery().message());
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
			return fit("tx", this.topic + "/" + part(transaction) + "/" + TransactionHeaders.firstAttemptId(attempt));
		}
		String key = message.key();
		if (key != null && !key.isBlank()) {
			String tag = message.tag();
			return fit("key", this.topic + "/" + ((tag != null) ? part(tag) : "") + "/" + key);
		}
		return fit("id", this.instance + part(message.messageId()));
	}

	/**
	 * The key under which a former version may have noted the message that {@link #of}
	 * gives another one now. It held neither instance nor topic.
	 * @return {@code null} if none can have done so
	 */
	@Nullable String former(ReceivedMessage message) {
		String transaction = message.properties().get(TransactionHeaders.TRANSACTION_ID);
		String attempt = message.properties().get(TransactionHeaders.ATTEMPT_ID);
		if (transaction == null || attempt == null || !TransactionHeaders.isTransactionId(transaction)
				|| !TransactionHeaders.timeOf(transaction).isBefore(this.takenOver)) {
			return null;
		}
		return fit("tx", transaction + "/" + TransactionHeaders.firstAttemptId(attempt));
	}

	/**
	 * The key that a listener's own expression gives.
	 */
	String custom(String value) {
		return fit("own", this.topic + "/" + value);
	}

	/**
	 * Takes the separators out of a part that others follow, and nothing else, so that
	 * nearly all keys are what they were in former versions.
	 */
	private static String part(String text) {
		return text.replace("%", "%25").replace("/", "%2F").replace(":", "%3A");
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
