package io.github.rocketmqhttp.core;

import java.util.Map;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ProtocolLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tracing changes nothing about what becomes of a message.
 */
class TracePropertiesTests {

	private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

	@Test
	void theTraceJoinsTheMessagesOwnProperties() {
		OutboundMessage message = OutboundMessage.of("body").property("a", "1").build();
		assertThat(TraceProperties.addTo(message, Map.of("traceparent", PARENT)).properties())
			.containsExactly(Map.entry("a", "1"), Map.entry("traceparent", PARENT));
	}

	@Test
	void theTraceOfAMessageThatIsForwardedIsReplaced() {
		OutboundMessage message = OutboundMessage.of("body").property("traceparent", "old").build();
		assertThat(TraceProperties.addTo(message, Map.of("traceparent", PARENT)).properties())
			.containsExactly(Map.entry("traceparent", PARENT));
	}

	@Test
	void whatWouldHaveAllPropertiesEncodedIsLeftOut() {
		OutboundMessage message = OutboundMessage.of("body").property("a", "1").build();
		OutboundMessage traced = TraceProperties.addTo(message,
				Map.of("traceparent", PARENT, "tracestate", "dd=s:1", "baggage", ""));
		assertThat(traced.properties()).containsOnlyKeys("a", "traceparent");
		assertThat(traced.toDocument(true).properties()).doesNotContain("__ESCAPED");
	}

	@Test
	void whatHasNoRoomIsLeftOut() {
		String most = "\"".repeat(ProtocolLimits.MAX_PROPERTIES_BYTES / 3 - 110);
		OutboundMessage message = OutboundMessage.of("body").property("a", most).build();
		assertThatNoException().isThrownBy(() -> message.toDocument(true));
		OutboundMessage traced = TraceProperties.addTo(message,
				Map.of("traceparent", PARENT, "baggage", "b".repeat(8000)));
		assertThat(traced.properties()).containsOnlyKeys("a");
		assertThatNoException().isThrownBy(() -> traced.toDocument(true));
	}

	@Test
	void aMessageWithoutATraceStaysAsItIs() {
		OutboundMessage message = OutboundMessage.of("body").build();
		assertThat(TraceProperties.addTo(message, Map.of())).isSameAs(message);
	}

}
