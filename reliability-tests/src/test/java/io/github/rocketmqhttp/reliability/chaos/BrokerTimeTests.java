package io.github.rocketmqhttp.reliability.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BrokerTimeTests {

	private static final long SEED = 1;

	/** Stands still for so short that a test can wait for it. */
	private static final int TRANSACTION = IntStream.iterate(1, (number) -> number + 1)
		.filter((number) -> Script.of(SEED, number).holdTime().toMillis() < 100)
		.findFirst()
		.getAsInt();

	private static final String GROUP = "GID_orders";

	private static final ConsumeRequest POLL = new ConsumeRequest(ChaosApplication.TOPIC, GROUP, null, 16,
			Duration.ofSeconds(5));

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic(ChaosApplication.TOPIC, TopicType.TRANSACTION)
		.start();

	private final RocketMqHttpClient client = RocketMqHttpClient.builder()
		.endpoint(this.broker.endpoint())
		.credentials(() -> Credentials.of("key", "secret"))
		.build();

	private final BrokerTime time = new BrokerTime(this.broker, SEED);

	private final List<Command> commands = new ArrayList<>();

	@AfterEach
	void close() {
		this.client.close();
		this.broker.close();
	}

	@Test
	void aTransactionGoesOnWhenABackCheckHasAskedAboutIt() {
		assertChecked((check) -> {
		});
	}

	@Test
	void aTransactionGoesOnWhenABackCheckHasRolledItBack() {
		assertChecked((check) -> this.client.rollback(ChaosApplication.TOPIC, GROUP, check.receiptHandle()));
	}

	private void assertChecked(Consumer<ReceivedMessage> answer) {
		this.client.publishHalf(ChaosApplication.TOPIC,
				OutboundMessage.of(Integer.toString(TRANSACTION)).immunityTime(Duration.ofSeconds(10)).build());
		this.time.hold((kind, number) -> this.commands.add(new Command(kind, number)), TRANSACTION);
		await().untilAsserted(() -> {
			this.time.releaseHeld();
			assertThat(this.time.moves()).isOne();
		});
		assertThat(this.commands).isEmpty();
		answer.accept(this.client.consumeHalf(POLL).get(0));
		await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
			this.time.releaseHeld();
			assertThat(this.commands).containsExactly(new Command(Command.Kind.RELEASE, TRANSACTION));
		});
		assertThat(this.time.checkedWhileHeld()).isOne();
	}

}
