package io.github.rocketmqhttp.broker.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that only our client can send, and how the vendor's SDK sees them.
 */
class ForeignPropertiesTests {

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_orders")
		.withWaitTime(Duration.ofSeconds(5));

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();

	private final Access access = new Access(this.broker.endpoint(), null, Mode.KEY_ID, Mode.SECRET);

	private final Driver vendor = new VendorDriver(this.access);

	private final Driver ours = new OurDriver(this.access);

	@AfterEach
	void close() {
		this.vendor.close();
		this.ours.close();
		this.broker.close();
	}

	@Test
	void theVendorSeesEscapedValuesAndTheirMarker() {
		Map<String, String> sent = Map.of("time", "2026-11-22T18:38:50Z", "rest", "& \" ' < > : | % \n", "plain",
				"é 🌍");
		this.ours.publish("orders", OutboundMessage.of("body").key("a:b").properties(sent).build());
		assertThat(consume(this.vendor).properties())
			.containsExactlyInAnyOrderEntriesOf(Map.of("time", "2026-11-22T18%3A38%3A50Z", "rest",
					"%26 %22 %27 %3C %3E %3A %7C %25 \n", "plain", "é 🌍", "KEYS", "a%3Ab", "__ESCAPED", "pct"));
	}

	@Test
	void ourClientSeesWhatOurClientSent() {
		Map<String, String> sent = Map.of("time", "2026-11-22T18:38:50Z", "rest", "& \" ' < > : | % \n", "plain",
				"é 🌍");
		this.ours.publish("orders", OutboundMessage.of("body").key("a:b").properties(sent).build());
		ReceivedMessage received = consume(this.ours);
		assertThat(received.key()).isEqualTo("a:b");
		assertThat(received.userProperties()).isEqualTo(sent);
	}

	@Test
	void whatLooksEscapedButComesFromTheVendorStaysAsItIs() {
		Map<String, String> sent = Map.of("looks", "50%25 %3A", "k-1.x_y", "v=1;2,3 %7C+/\\#?");
		this.vendor.publish("orders", OutboundMessage.of("body").properties(sent).build());
		assertThat(consume(this.ours).properties()).isEqualTo(sent);
	}

	private static ReceivedMessage consume(Driver consumer) {
		List<ReceivedMessage> messages = consumer.consume(POLL);
		assertThat(messages).hasSize(1);
		return messages.get(0);
	}

}
