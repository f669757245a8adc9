package io.github.rocketmqhttp.reliability.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.polling.PollingLoop;
import io.github.rocketmqhttp.protocol.ReceivedMessage;

import org.springframework.util.backoff.FixedBackOff;

/**
 * A consumer without any faults: what it gets is what was delivered.
 */
final class Deliveries implements AutoCloseable {

	private static final String GROUP = "GID_ledger";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final RocketMqHttpBroker broker;

	private final RocketMqHttpClient client;

	private final PollingLoop<ReceivedMessage> loop;

	private final Map<MessageName, Set<String>> delivered = new HashMap<>();

	Deliveries(RocketMqHttpBroker broker) {
		this.broker = broker;
		this.client = RocketMqHttpClient.builder()
			.endpoint(broker.endpoint())
			.credentials(() -> Credentials.of("key", "secret"))
			.build();
		ConsumeRequest poll = new ConsumeRequest(ChaosApplication.TOPIC, GROUP, null, 16, Duration.ofSeconds(5));
		this.loop = new PollingLoop<>("ledger-consumer", () -> this.client.consumeAsync(poll), this::take,
				new FixedBackOff(100, Long.MAX_VALUE));
		this.loop.start();
	}

	private void take(List<ReceivedMessage> batch) {
		synchronized (this.delivered) {
			for (ReceivedMessage message : batch) {
				MessageName name = new MessageName(Integer.parseInt(message.body()), String.valueOf(message.tag()));
				this.delivered.computeIfAbsent(name, (key) -> new TreeSet<>())
					.add(message.messageId() + " of attempt " + message.properties().get("__TXATTEMPT"));
			}
		}
		this.client.acknowledge(ChaosApplication.TOPIC, GROUP,
				batch.stream().map(ReceivedMessage::receiptHandle).toList());
	}

	/**
	 * Whether everything is consumed that can be.
	 */
	boolean isComplete() {
		return this.broker.topic(ChaosApplication.TOPIC).consumerGroup(GROUP).filter(Deliveries::isIdle).isPresent();
	}

	private static boolean isIdle(ConsumerGroupView group) {
		return group.pending() == 0 && group.invisible() == 0;
	}

	/**
	 * The different messages that came under each name.
	 */
	Map<MessageName, Set<String>> byName() {
		synchronized (this.delivered) {
			Map<MessageName, Set<String>> copy = new HashMap<>();
			this.delivered.forEach((name, messages) -> copy.put(name, Set.copyOf(messages)));
			return copy;
		}
	}

	@Override
	public void close() {
		this.loop.stop(PATIENCE);
		this.client.close();
	}

}
