package io.github.rocketmqhttp.reliability.interop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.aliyun.mq.http.MQClient;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.broker.store.TopicView;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program of the vendor's and an application of ours, of one group, at a broker that
 * checks their signatures and whose time stands still.
 */
final class InteropFixture implements AutoCloseable {

	static final String NORMAL = "normal";

	static final String ORDERED = "ordered";

	static final String SCHEDULED = "scheduled";

	static final String TRANSACTION = "transaction";

	/** Until the first back-check, as both sides set it. */
	static final Duration IMMUNITY = Duration.ofSeconds(10);

	/** Past all invisible times. */
	private static final Duration LONG = Duration.ofMinutes(6);

	private static final String GROUP = "GID_orders";

	private static final String INSTANCE = "MQ_INST_1234567890_BbXbx0Y4";

	private static final String KEY_ID = "interop-key";

	private static final String SECRET = "interop-secret";

	final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey(KEY_ID, SECRET)
		.clock(InstantSource.fixed(this.start))
		.topic(NORMAL, TopicType.NORMAL)
		.topic(ORDERED, TopicType.ORDERED)
		.topic(SCHEDULED, TopicType.SCHEDULED)
		.topic(TRANSACTION, TopicType.TRANSACTION)
		.start();

	final VendorProgram vendor = new VendorProgram(new MQClient(this.broker.endpoint(), KEY_ID, SECRET), INSTANCE,
			GROUP);

	final ConfigurableApplicationContext application;

	/**
	 * Starts all three.
	 * @param components what our application consists of
	 */
	InteropFixture(Class<?>... components) {
		this.application = new SpringApplicationBuilder(components).sources(Application.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run("--rocketmq-http.endpoint=" + this.broker.endpoint(), "--rocketmq-http.instance-id=" + INSTANCE,
					"--rocketmq-http.access-key-id=" + KEY_ID, "--rocketmq-http.access-key-secret=" + SECRET,
					"--rocketmq-http.consumer-group=" + GROUP, "--rocketmq-http.transaction.immunity-time=" + IMMUNITY);
	}

	<T> T get(Class<T> type) {
		return this.application.getBean(type);
	}

	TopicView topic(String name) {
		return this.broker.topic(INSTANCE, name);
	}

	/** Bodies of half messages that nobody will get. */
	List<String> dropped() {
		return topic(TRANSACTION).rolledBack().stream().map(MessageView::body).toList();
	}

	/** Bodies of half messages that nobody has decided about. */
	List<String> undecided() {
		return topic(TRANSACTION).half().stream().map(MessageView::body).toList();
	}

	ConsumerGroupView group(String topic) {
		return topic(topic).consumerGroup(GROUP).orElseGet(() -> new ConsumerGroupView(GROUP, 0, 0, 0, 0));
	}

	/**
	 * Waits until a consumer has acknowledged so many messages, and makes sure that
	 * nothing else is delivered, however late it gets.
	 */
	void awaitNoMoreThan(int messages, String topic) {
		await().untilAsserted(() -> assertThat(group(topic).consumed()).isEqualTo(messages));
		this.broker.advance(LONG);
		assertNoMoreThan(messages, topic);
	}

	/**
	 * Nothing but these was ever handed out, or could be now.
	 */
	void assertNoMoreThan(int messages, String topic) {
		assertThat(group(topic)).satisfies((group) -> {
			assertThat(group.pending()).as("pending").isZero();
			assertThat(group.invisible()).as("invisible").isZero();
			assertThat(group.consumed()).as("consumed").isEqualTo(messages);
		});
	}

	/**
	 * Patient, because builds run on machines that stall for seconds.
	 */
	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

	@Override
	public void close() {
		this.application.close();
		this.vendor.close();
		this.broker.close();
	}

	/**
	 * Nothing but what the starter sets up.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
