package io.github.rocketmqhttp.broker.conformance;

import java.util.List;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the vendor's SDK for Node.js does in its own way. The other tests of this package
 * play their scripts with it, too, where it is installed; where it is not, these tests
 * are skipped and say so, or fail if the system property {@code node.required} is true.
 */
class NodeSdkTests {

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_orders").withBatchSize(16);

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().accessKey(Mode.KEY_ID, Mode.SECRET).start();

	private final Access access = new Access(this.broker.endpoint(), Mode.SIGNED.instanceId(), Mode.KEY_ID,
			Mode.SECRET);

	private final Driver ours = new OurDriver(this.access);

	private Driver node;

	@BeforeEach
	void openNode() {
		String missing = NodeProgram.missing();
		if (missing != null) {
			if (Boolean.getBoolean("node.required")) {
				throw new IllegalStateException(missing);
			}
			throw new TestAbortedException(missing);
		}
		this.node = new NodeDriver(this.access);
	}

	@AfterEach
	void close() {
		if (this.node != null) {
			this.node.close();
		}
		this.ours.close();
		this.broker.close();
	}

	@Test
	void carriageReturnsThatItSendsAreLost() {
		publish(OutboundMessage.of("1\r\n2\r3\n"));
		assertThat(consume()).extracting(ReceivedMessage::body).containsExactly("1\n2\n3\n");
	}

	@Test
	void aBodyWithTheEndOfACharacterSectionIsMalformed() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> publish(OutboundMessage.of("a ]]> & b")))
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo("MalformedXML"));
	}

	@Test
	void anEmptyHandleListIsRefused() {
		publish(OutboundMessage.of("a"));
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> this.node.acknowledge("orders", "GID_orders", List.of()))
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo("MissingReceiptHandle"));
	}

	private void publish(OutboundMessage.Builder message) {
		this.node.publish("orders", message.build());
	}

	private List<ReceivedMessage> consume() {
		return this.ours.consume(POLL);
	}

}
