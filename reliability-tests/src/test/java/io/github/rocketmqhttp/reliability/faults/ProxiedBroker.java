package io.github.rocketmqhttp.reliability.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;

/**
 * A broker with a topic for half messages, a proxy in front of it, and a client.
 */
final class ProxiedBroker implements AutoCloseable {

	static final String TOPIC = "orders";

	static final String PLAIN_TOPIC = "plain";

	static final String GROUP = "GID_orders";

	final RocketMqHttpBroker broker;

	final FaultProxy proxy;

	final RocketMqHttpClient client;

	ProxiedBroker(FaultPlan<HttpFault> plan, Duration blackHole, Duration longestDelay, Duration responseTimeout)
			throws IOException {
		this.broker = RocketMqHttpBroker.builder()
			.topic(TOPIC, TopicType.TRANSACTION)
			.topic(PLAIN_TOPIC, TopicType.NORMAL)
			.start();
		this.proxy = FaultProxy.start(this.broker.endpoint(), plan, blackHole, longestDelay);
		this.client = RocketMqHttpClient.builder()
			.endpoint(this.proxy.endpoint())
			.credentials(() -> Credentials.of("key", "secret"))
			.responseTimeout(responseTimeout)
			.build();
	}

	/**
	 * Patient with faults that end soon.
	 */
	static ProxiedBroker with(FaultPlan<HttpFault> plan) throws IOException {
		return new ProxiedBroker(plan, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofSeconds(20));
	}

	/**
	 * A plan in which every request meets the same fault.
	 */
	static FaultPlan<HttpFault> always(HttpFault fault, long seed) {
		return new FaultPlan<>(HttpFault.class, seed, (fault == HttpFault.NONE) ? Map.of() : Map.of(fault, 1000));
	}

	PublishReceipt publishHalf(String body) {
		return this.client.publishHalf(TOPIC, OutboundMessage.of(body).immunityTime(Duration.ofSeconds(10)).build());
	}

	/**
	 * Publishes a half message.
	 * @return the handle that decides about it
	 */
	String handleOf(String body) {
		return Objects.requireNonNull(publishHalf(body).receiptHandle());
	}

	List<MessageView> half() {
		return this.broker.topic(TOPIC).half();
	}

	@Override
	public void close() {
		this.client.close();
		this.proxy.close();
		this.broker.close();
	}

}
