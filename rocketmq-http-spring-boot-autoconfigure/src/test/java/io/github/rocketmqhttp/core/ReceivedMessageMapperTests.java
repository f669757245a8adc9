package io.github.rocketmqhttp.core;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.converter.PayloadConversionException;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReceivedMessageMapperTests {

	private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

	private final ReceivedMessageMapper mapper = new ReceivedMessageMapper(
			new JacksonPayloadConverter(new ObjectMapper()));

	@Test
	void everyFactOfADeliveryIsAHeader() {
		ReceivedMessage received = received("[1]",
				Map.of("KEYS", "k-1", "__SHARDINGKEY", "s-1", "traceparent", "00-1"));
		Message<Object> message = this.mapper.toMessage(received, "orders", "GID_a", int[].class);
		assertThat(message.getPayload()).isEqualTo(new int[] { 1 });
		assertThat(message.getHeaders()).containsEntry(RocketMqHttpHeaders.MESSAGE_ID, "M1")
			.containsEntry(RocketMqHttpHeaders.TOPIC, "orders")
			.containsEntry(RocketMqHttpHeaders.CONSUMER_GROUP, "GID_a")
			.containsEntry(RocketMqHttpHeaders.TAG, "created")
			.containsEntry(RocketMqHttpHeaders.KEY, "k-1")
			.containsEntry(RocketMqHttpHeaders.SHARDING_KEY, "s-1")
			.containsEntry(RocketMqHttpHeaders.PUBLISH_TIME, NOW)
			.containsEntry(RocketMqHttpHeaders.INVISIBLE_UNTIL, NOW.plusSeconds(300))
			.containsEntry(RocketMqHttpHeaders.CONSUMED_TIMES, 2)
			.containsEntry(RocketMqHttpHeaders.RECEIPT_HANDLE, "h-1")
			.containsEntry(RocketMqHttpHeaders.RECEIVED_MESSAGE, received)
			.containsEntry("traceparent", "00-1")
			.doesNotContainKeys("KEYS", "__SHARDINGKEY");
	}

	@Test
	void propertiesNamedLikeOurOrSpringsHeadersBreakNothing() {
		ReceivedMessage received = received("x",
				Map.of("id", "42", "timestamp", "then", "nativeHeaders", "n", "replyChannel", "r", "contentType", "~~~",
						RocketMqHttpHeaders.RECEIPT_HANDLE, "forged", RocketMqHttpHeaders.TOPIC, "forged",
						"rocketmqHttp_other", "forged"));
		Message<String> message = this.mapper.toMessage(received, "orders", "GID_a");
		assertThat(message.getHeaders().getId()).isNotNull();
		assertThat(message.getHeaders().getTimestamp()).isNotNull();
		assertThat(message.getHeaders()).doesNotContainKeys("nativeHeaders", "rocketmqHttp_other")
			.containsEntry(RocketMqHttpHeaders.RECEIPT_HANDLE, "h-1")
			.containsEntry(RocketMqHttpHeaders.TOPIC, "orders")
			.containsEntry("contentType", "~~~");
	}

	@Test
	void anUnreadableBodyIsNamedByMessageAndType() {
		ReceivedMessage received = received("s3cr3t", Map.of());
		assertThatExceptionOfType(PayloadConversionException.class)
			.isThrownBy(() -> this.mapper.toMessage(received, "orders", "GID_a", Instant.class))
			.withMessageContaining("M1")
			.withMessageContaining("orders")
			.withMessageContaining("java.time.Instant")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cr3t"))
			.withNoCause();
	}

	private static ReceivedMessage received(String body, Map<String, String> properties) {
		return new ReceivedMessage("M1", "h-1", body, null, "created", NOW, NOW, NOW.plusSeconds(300), 2, properties);
	}

}
