package io.github.rocketmqhttp.listener;

import java.time.Instant;
import java.util.Map;

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
		assertThat(transactional("tx-1", "1.2")).isEqualTo(transactional("tx-1", "1")).isEqualTo("tx:tx-1/1");
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

	private static ReceivedMessage message(@Nullable String tag, Map<String, String> properties) {
		return new ReceivedMessage("m-1", "handle", "body", "md5", tag, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 1,
				properties);
	}

}
