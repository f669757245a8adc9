package io.github.rocketmqhttp.observation;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thread is about a message for a while, and then about what it was about before.
 */
class LoggingContextTests {

	@BeforeEach
	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void whatWasThereComesBack() {
		MDC.put(LoggingContext.TOPIC, "outer");
		MDC.put("own", "stays");
		LoggingContext context = LoggingContext.of("orders", "GID_billing", List.of("1", "2"));
		assertThat(MDC.getCopyOfContextMap())
			.containsExactlyInAnyOrderEntriesOf(Map.of("messaging.destination.name", "orders",
					"messaging.consumer.group.name", "GID_billing", "messaging.message.id", "1,2", "own", "stays"));
		context.close();
		assertThat(MDC.getCopyOfContextMap())
			.containsExactlyInAnyOrderEntriesOf(Map.of(LoggingContext.TOPIC, "outer", "own", "stays"));
	}

}
