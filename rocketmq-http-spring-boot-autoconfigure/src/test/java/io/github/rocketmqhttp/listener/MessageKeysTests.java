package io.github.rocketmqhttp.listener;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts as the same message.
 */
class MessageKeysTests {

	@Test
	void attemptsOfOneTransactionalMessageAreTheSame() {
		assertThat(transactional("tx-1", "1.2")).isEqualTo(transactional("tx-1", "1")).isEqualTo("tx:orders/tx-1/1");
	}

	@Test
	void aTransactionalMessageCountsWithinItsInstanceAndTopic() {
		Map<String, String> copied = Map.of(TransactionHeaders.TRANSACTION_ID, "tx-1", TransactionHeaders.ATTEMPT_ID,
				"1");
		assertThat(Stream
			.of(new MessageKeys("", "orders"), new MessageKeys("", "orders-archive"), new MessageKeys("eu", "orders"))
			.map((keys) -> keys.of(message("created", copied)))).doesNotHaveDuplicates();
	}

	@Test
	void messagesOfOneTransactionAreNotTheSame() {
		assertThat(transactional("tx-1", "2")).isNotEqualTo(transactional("tx-1", "1"));
		assertThat(transactional("tx-1", "1.2")).isNotEqualTo(transactional("tx-1", "2.1"));
	}

	@Test
	void aBusinessKeyCountsWithinItsTopicAndTag() {
		String key = new MessageKeys("", "orders").of(message("created", Map.of("KEYS", "o-1")));
		assertThat(key).isEqualTo("key:orders/created/o-1");
		assertThat(new MessageKeys("", "orders").of(message("paid", Map.of("KEYS", "o-1")))).isNotEqualTo(key);
		assertThat(new MessageKeys("", "payments").of(message("created", Map.of("KEYS", "o-1")))).isNotEqualTo(key);
		assertThat(new MessageKeys("", "orders").of(message(null, Map.of("KEYS", "o-1")))).isEqualTo("key:orders//o-1");
	}

	@Test
	void noTwoMessagesShareAKeyWhereverTheirPartsHoldASeparator() {
		List<String> parts = List.of("a", "a/b", "b", "b/a", "a:b", "a%2Fb", "a%b", "/", "a/", "/b", "ä/b", "a/ä");
		MessageKeys keys = new MessageKeys("", "orders");
		List<String> all = new ArrayList<>();
		for (String one : parts) {
			all.add(new MessageKeys("", "orders").custom(one));
			all.add(new MessageKeys("eu", "orders").custom(one));
			all.add(new MessageKeys("", "orders").of(message(one, null, Map.of())));
			all.add(new MessageKeys("eu", "orders").of(message(one, null, Map.of())));
			for (String other : parts) {
				all.add(keys.of(message(one, Map.of("KEYS", other))));
				all.add(keys.of(message(null,
						Map.of(TransactionHeaders.TRANSACTION_ID, one, TransactionHeaders.ATTEMPT_ID, other))));
			}
		}
		all.add(new MessageKeys("a", "orders").of(message("b", null, Map.of())));
		assertThat(all).doesNotHaveDuplicates();
	}

	@Test
	void aKeyWhosePartsHoldNoSeparatorIsWhatItWasInFormerVersions() {
		assertThat(new MessageKeys("eu", "orders").of(message("created", Map.of("KEYS", "o/1 o:2"))))
			.isEqualTo("key-sha256:" + sha256("eu:orders/created/o/1 o:2"));
		assertThat(new MessageKeys("eu", "orders").of(message("created", Map.of("KEYS", "o/1%"))))
			.isEqualTo("key:eu:orders/created/o/1%");
		assertThat(new MessageKeys("eu", "orders").custom("o/1:%")).isEqualTo("own:eu:orders/o/1:%");
		assertThat(new MessageKeys("eu", "orders").of(message("created", Map.of()))).isEqualTo("id:eu:m-1");
	}

	@Test
	void aFormerVersionMayHaveNotedATransactionalMessageAsLongAsItMayBeRunning() {
		Instant started = Instant.parse("2026-11-22T08:00:00Z");
		MessageKeys keys = new MessageKeys("eu", "orders", started);
		String last = id(started.plus(Duration.ofHours(1)).minusMillis(1));
		assertThat(keys.former(message("created", transaction(last)))).isEqualTo("tx:" + last + "/1");
		assertThat(keys.former(message("created", transaction(id(started.plus(Duration.ofHours(1))))))).isNull();
		assertThat(keys.former(message("created", transaction("zzzz")))).isNull();
		assertThat(keys.former(message("created", Map.of("KEYS", "o-1")))).isNull();
	}

	private static String id(Instant time) {
		return new UUID((time.toEpochMilli() << 16) | 0x7000L, Long.MIN_VALUE).toString();
	}

	private static Map<String, String> transaction(String id) {
		return Map.of(TransactionHeaders.TRANSACTION_ID, id, TransactionHeaders.ATTEMPT_ID, "1.2");
	}

	@Test
	void withoutEitherTheMessageIdCounts() {
		assertThat(new MessageKeys("", "orders").of(message("created", Map.of()))).isEqualTo("id:m-1");
		assertThat(new MessageKeys("", "orders").of(message("created", Map.of("KEYS", " ")))).isEqualTo("id:m-1");
	}

	@Test
	void whatDatabasesReadInTwoWaysIsHashed() {
		assertThat(new MessageKeys("", "orders").custom("Größe")).matches("own-sha256:[0-9a-f]{64}")
			.isNotEqualTo(new MessageKeys("", "orders").custom("Grösse"));
		assertThat(new MessageKeys("", "orders").custom("o-1 ")).matches("own-sha256:[0-9a-f]{64}")
			.isNotEqualTo(new MessageKeys("", "orders").custom("o-1"));
		assertThat(new MessageKeys("", "orders").custom("x".repeat(500))).hasSizeLessThan(Inbox.MAX_KEY_LENGTH)
			.isNotEqualTo(new MessageKeys("", "orders").custom("x".repeat(501)));
		int longest = Inbox.MAX_KEY_LENGTH - "own:orders/".length();
		assertThat(new MessageKeys("", "orders").custom("x".repeat(longest))).hasSize(Inbox.MAX_KEY_LENGTH)
			.endsWith("x");
		assertThat(new MessageKeys("", "orders").custom("x".repeat(longest + 1))).startsWith("own-sha256:");
	}

	private static String transactional(String id, String attempt) {
		return new MessageKeys("", "orders").of(message("created",
				Map.of("KEYS", "o-1", TransactionHeaders.TRANSACTION_ID, id, TransactionHeaders.ATTEMPT_ID, attempt)));
	}

	private static String sha256(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ReceivedMessage message(@Nullable String tag, Map<String, String> properties) {
		return message("m-1", tag, properties);
	}

	private static ReceivedMessage message(String id, @Nullable String tag, Map<String, String> properties) {
		return new ReceivedMessage(id, "handle", "body", "md5", tag, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 1,
				properties);
	}

}
