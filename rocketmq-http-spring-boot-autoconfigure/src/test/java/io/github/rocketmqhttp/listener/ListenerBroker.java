package io.github.rocketmqhttp.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.RocketMqHttpBrokerBuilder;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A broker with a producer, and applications that listen to it for one group.
 */
final class ListenerBroker implements AutoCloseable {

	static final String GROUP = "GID_test";

	/** How many handles each acknowledgement of the applications had. */
	final Queue<Integer> acknowledgements = new ConcurrentLinkedQueue<>();

	private final RocketMqHttpBroker broker;

	private final RocketMqHttpClient producer;

	ListenerBroker() {
		this(UnaryOperator.identity());
	}

	ListenerBroker(UnaryOperator<RocketMqHttpBrokerBuilder> customizer) {
		this.broker = customizer.apply(RocketMqHttpBroker.builder()).start();
		this.producer = RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
			.build();
	}

	String endpoint() {
		return this.broker.endpoint();
	}

	/**
	 * An application with defaults for the group, to be started.
	 */
	ListenerApplication application() {
		return application(settings());
	}

	ListenerApplication application(ListenerSettings.Builder settings) {
		return new ListenerApplication(this.broker.endpoint()).settings(settings.build()).client(this::recording);
	}

	static ListenerSettings.Builder settings() {
		return ListenerSettings.builder()
			.defaults(null, GROUP)
			.polls(16, Duration.ofSeconds(5))
			.shutdownTimeout(Duration.ofMinutes(1));
	}

	private RocketMqHttpClient recording(RocketMqHttpClient client) {
		return (RocketMqHttpClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RocketMqHttpClient.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("acknowledgeAsync")) {
						this.acknowledgements.add(((List<?>) arguments[2]).size());
					}
					try {
						return method.invoke(client, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	RocketMqHttpClient producer() {
		return this.producer;
	}

	void publish(String topic, String... bodies) {
		for (String body : bodies) {
			publish(topic, OutboundMessage.of(body));
		}
	}

	String publish(String topic, OutboundMessage.Builder message) {
		return this.producer.publish(topic, message.build()).messageId();
	}

	/**
	 * Lets the listener make one quick call, so that its next poll asks for a full batch,
	 * and have the messages ready when it polls.
	 */
	void publishAsOneBatch(ListenerApplication application, String id, String topic, String... bodies) {
		publish(topic, "\"first\"");
		await().until(() -> group(topic).consumed() == 1 && group(topic).waitingPolls() == 1);
		application.registry().pause(id);
		await().until(() -> group(topic).waitingPolls() == 0);
		publish(topic, bodies);
		application.registry().resume(id);
	}

	ConsumerGroupView group(String topic) {
		return this.broker.topic(topic).consumerGroup(GROUP).orElseGet(() -> new ConsumerGroupView(GROUP, 0, 0, 0, 0));
	}

	void awaitConsumed(String topic, long count) {
		await().until(() -> group(topic).consumed() == count);
	}

	void advance(Duration by) {
		this.broker.advance(by);
	}

	/**
	 * Patient, because builds run on machines that stall for seconds.
	 */
	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

	@Override
	public void close() {
		this.producer.close();
		this.broker.close();
	}

}
