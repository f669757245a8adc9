package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The vendor's SDK asks before it sends a body, and waits three seconds for the answer.
 */
class ExpectContinueTests {

	@Test
	void theVendorMaySendItsBodyAtOnce() {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();
				Driver vendor = new VendorDriver(new Access(broker.endpoint(), null, Mode.KEY_ID, Mode.SECRET))) {
			// The best of three: the first loads classes, and the machine may be busy.
			assertThat(Stream.generate(() -> publish(vendor)).limit(3).min(Duration::compareTo)).get()
				.satisfies((best) -> assertThat(best).isLessThan(Duration.ofSeconds(1)));
		}
	}

	private static Duration publish(Driver vendor) {
		long start = System.nanoTime();
		vendor.publish("orders", OutboundMessage.of("body").build());
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
