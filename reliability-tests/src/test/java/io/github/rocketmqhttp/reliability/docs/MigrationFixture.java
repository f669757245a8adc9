package io.github.rocketmqhttp.reliability.docs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

import com.aliyun.mq.http.MQClient;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A broker whose time stands still, the vendor's client with a database of its own, and
 * our application with another, configured as the document says.
 */
final class MigrationFixture implements AutoCloseable {

	/** The instance of the vendor's program. */
	static final String VENDOR = "MQ_INST_1234567890_Vendor";

	/** The instance of the application, where a test does not move it to the other. */
	static final String OURS = "MQ_INST_1234567890_Ours";

	static final String KEY_ID = "migration-key";

	static final String SECRET = "migration-secret";

	final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey(KEY_ID, SECRET)
		.clock(InstantSource.fixed(this.now))
		.topic("audit", TopicType.NORMAL)
		.topic("steps", TopicType.ORDERED)
		.topic("reminders", TopicType.SCHEDULED)
		.topic("orders", TopicType.TRANSACTION)
		.start();

	final MQClient vendorClient = new MQClient(this.broker.endpoint(), KEY_ID, SECRET);

	private final EmbeddedDatabase vendorDatabase = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.build();

	final Orders vendorOrders = new Orders(new JdbcTemplate(this.vendorDatabase));

	private @Nullable ConfigurableApplicationContext application;

	/**
	 * Starts our application.
	 * @param instance where it is
	 * @param components what it consists of
	 */
	void start(String instance, Class<?>... components) {
		start(instance, this.broker.endpoint(), components);
	}

	/**
	 * Starts our application at another address.
	 */
	void start(String instance, String endpoint, Class<?>... components) {
		this.application = new SpringApplicationBuilder(components).sources(Application.class)
			.properties(documented())
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run("--MQ_ACCESS_KEY_ID=" + KEY_ID, "--MQ_ACCESS_KEY_SECRET=" + SECRET,
					"--rocketmq-http.endpoint=" + endpoint, "--rocketmq-http.instance-id=" + instance);
	}

	private static Properties documented() {
		String text = Page.read(MigratingTests.PAGE).blocks("yaml").get(0).text();
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
		Properties properties = yaml.getObject();
		if (properties == null) {
			throw new IllegalStateException("The document has no properties.");
		}
		return properties;
	}

	<T> T get(Class<T> type) {
		return Objects.requireNonNull(this.application, "nothing is started").getBean(type);
	}

	/**
	 * The vendor's program with transactions, as it is written in the document.
	 */
	VendorOrderService vendorOrderService() {
		return new VendorOrderService(this.vendorClient.getTransProducer(VENDOR, "orders", "GID_orders"),
				new TransactionTemplate(new DataSourceTransactionManager(this.vendorDatabase)), this.vendorOrders);
	}

	/**
	 * Everything that can be consumed now, as a group sees it that nobody else is in.
	 */
	List<Effect> consume(String instance, String topic) {
		try (RocketMqHttpClient client = client(instance)) {
			List<ReceivedMessage> messages = client
				.consume(ConsumeRequest.of(topic, "GID_onlookers").withBatchSize(16));
			return messages.stream().map(Effect::of).toList();
		}
	}

	void publish(String instance, String topic, OutboundMessage message) {
		try (RocketMqHttpClient client = client(instance)) {
			client.publish(topic, message);
		}
	}

	private RocketMqHttpClient client(String instance) {
		return RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.instanceId(instance)
			.credentials(() -> Credentials.of(KEY_ID, SECRET))
			.build();
	}

	ConsumerGroupView group(String instance, String topic, String name) {
		return this.broker.topic(instance, topic)
			.consumerGroup(name)
			.orElseGet(() -> new ConsumerGroupView(name, 0, 0, 0, 0));
	}

	/**
	 * Patient, because builds run on machines that stall for seconds.
	 */
	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

	@Override
	public void close() {
		if (this.application != null) {
			this.application.close();
		}
		this.vendorClient.close();
		this.broker.close();
		this.vendorDatabase.shutdown();
	}

	/**
	 * Nothing but what the starter sets up.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
