package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * One application with two accounts, each at a broker that takes nobody else's key pair.
 */
class InstancesTests {

	private static final Duration IMMUNITY = Duration.ofSeconds(30);

	private final RocketMqHttpBroker east = broker("east");

	private final RocketMqHttpBroker west = broker("west");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("rocketmq-http.instances.east.endpoint=" + this.east.endpoint(),
				"rocketmq-http.instances.east.access-key-id=east",
				"rocketmq-http.instances.east.access-key-secret=secret-of-east",
				"rocketmq-http.instances.east.topic=orders", "rocketmq-http.instances.east.consumer-group=GID_east",
				"rocketmq-http.instances.west.endpoint=" + this.west.endpoint(),
				"rocketmq-http.instances.west.access-key-id=west",
				"rocketmq-http.instances.west.access-key-secret=secret-of-west",
				"rocketmq-http.instances.west.topic=orders", "rocketmq-http.instances.west.consumer-group=GID_west",
				"rocketmq-http.instances.west.client.drain-timeout=1s");

	@AfterEach
	void stop() {
		this.east.close();
		this.west.close();
	}

	private static RocketMqHttpBroker broker(String name) {
		return RocketMqHttpBroker.builder()
			.accessKey(name, "secret-of-" + name)
			.topic("orders", TopicType.TRANSACTION)
			.topic("letters", TopicType.NORMAL)
			.topic("dead", TopicType.NORMAL)
			.start();
	}

	@Test
	void oneTransactionHasAMessageForEachInstance() {
		this.runner.withUserConfiguration(Orders.class, Listeners.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.placeAtBoth("o-1");
			assertThatIllegalStateException().isThrownBy(() -> orders.placeAtBoth("refused"));
			orders.placeAtWest("o-2");

			Listeners listeners = context.getBean(Listeners.class);
			await().until(() -> listeners.east.size() >= 1 && listeners.west.size() >= 2);
			assertThat(listeners.east).containsExactly("o-1");
			assertThat(listeners.west).containsExactlyInAnyOrder("o-1", "o-2");
			assertThat(bodies(this.east.topic("orders").rolledBack())).containsExactly("refused");
			assertThat(bodies(this.west.topic("orders").rolledBack())).containsExactly("refused");
			assertThat(orders.logRows()).as("rows of two transactions").isEqualTo(2);
			await().until(() -> context.getBean(InFlightTransactions.class).list().isEmpty());
		});
	}

	@Test
	void eachInstanceIsAskedBackAboutItsOwnMessages() {
		this.runner.withUserConfiguration(Orders.class, Keys.class).run((context) -> {
			Keys keys = context.getBean(Keys.class);
			context.getBean(Orders.class).placeAtBoth("o-1", () -> keys.refused = true);
			assertThat(bodies(this.east.topic("orders").half())).containsExactly("o-1");
			assertThat(bodies(this.west.topic("orders").half())).containsExactly("o-1");

			keys.refused = false;
			this.east.advance(IMMUNITY);
			await()
				.untilAsserted(() -> assertThat(bodies(this.east.topic("orders").committed())).containsExactly("o-1"));
			assertThat(bodies(this.west.topic("orders").half())).as("not asked about yet").containsExactly("o-1");
			this.west.advance(IMMUNITY);
			await()
				.untilAsserted(() -> assertThat(bodies(this.west.topic("orders").committed())).containsExactly("o-1"));
		});
	}

	@Test
	void aTopicOfTheSameNameHasAHandlerForEachInstance() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			leaveBehind(client(context.getSourceApplicationContext().getBeanFactory(), "east"), "of a dead process");
			leaveBehind(client(context.getSourceApplicationContext().getBeanFactory(), "west"), "of a dead process");

			this.east.advance(IMMUNITY);
			this.west.advance(IMMUNITY);
			await().untilAsserted(() -> assertThat(this.east.topic("orders").committed()).hasSize(1));
			await().untilAsserted(() -> assertThat(this.west.topic("orders").rolledBack()).hasSize(1));
			assertThat(context.getBean(Handlers.class).asked).containsExactlyInAnyOrder("east", "west");
		});
	}

	@Test
	void programsSendThroughTheTemplateThatTheyInject() {
		this.runner.withUserConfiguration(Program.class)
			.withPropertyValues("rocketmq-http.instances.east.transaction-topics=orders")
			.run((context) -> {
				Program program = context.getBean(Program.class);
				program.east.inTransaction(program.east.newMessage("o-1"), (status) -> "done");
				assertThat(bodies(this.east.topic("orders").committed())).containsExactly("o-1");

				assertThatIllegalStateException()
					.isThrownBy(() -> program.west.inTransaction(program.west.newMessage("o-2"), (status) -> "done"))
					.withMessageContaining("the topic 'orders' of the instance 'west'")
					.withMessageContaining("rocketmq-http.instances.west.transaction-topics");
				assertThat(this.west.topic("orders").half()).isEmpty();
			});
	}

	@Test
	void theDefaultInstanceStaysTheOneWithoutAQualifier() {
		this.runner
			.withPropertyValues("rocketmq-http.endpoint=" + this.west.endpoint(), "rocketmq-http.access-key-id=west",
					"rocketmq-http.access-key-secret=secret-of-west", "rocketmq-http.topic=dead")
			.withUserConfiguration(Program.class)
			.run((context) -> {
				context.getBean(RocketMqHttpTemplate.class).newMessage("by type").send();
				context.getBean(Program.class).east.newMessage("by qualifier").topic("dead").send();
				assertThat(read(this.west, "west")).containsExactly("by type");
				assertThat(read(this.east, "east")).containsExactly("by qualifier");
			});
	}

	@Test
	void anInstanceWithoutAKeyPairIsSignedForWithThatOfTheDefaultOne() {
		this.runner
			.withPropertyValues("rocketmq-http.access-key-id=west", "rocketmq-http.access-key-secret=secret-of-west",
					"rocketmq-http.instances.west.access-key-id=", "rocketmq-http.instances.west.access-key-secret=")
			.withUserConfiguration(Program.class)
			.run((context) -> {
				context.getBean(Program.class).west.newMessage("paid").topic("dead").send();
				assertThat(read(this.west, "west")).containsExactly("paid");
			});
	}

	@Test
	void deadLettersStayAtTheInstanceOfTheirListener() {
		this.runner.withUserConfiguration(FailingListener.class)
			.withPropertyValues("rocketmq-http.listener.dead-letter-topic=dead",
					"rocketmq-http.listener.not-retryable=java.lang.IllegalStateException")
			.run((context) -> {
				client(context.getSourceApplicationContext().getBeanFactory(), "west").publish("letters",
						new OutboundMessage("o-1", null, null, null, null, null, Map.of()));
				await().untilAsserted(() -> assertThat(read(this.west, "west")).containsExactly("o-1"));
				assertThat(read(this.east, "east")).isEmpty();
			});
	}

	@Test
	void aClientIsClosedAfterWhatTellsItsBrokerOfOutcomes() {
		this.runner.withUserConfiguration(Orders.class)
			.withPropertyValues("rocketmq-http.transaction.completion=async")
			.run((context) -> {
				context.getBean(Orders.class).placeAtBoth("o-1");
				assertThat(context.getBeanFactory()).isNotNull();
				for (String client : List.of("eastRocketMqHttpClient", "westRocketMqHttpClient")) {
					assertThat(context.getSourceApplicationContext().getBeanFactory().getDependentBeans(client))
						.contains("rocketMqHttpInstances");
				}
			});
		assertThat(bodies(this.east.topic("orders").committed())).containsExactly("o-1");
		assertThat(bodies(this.west.topic("orders").committed())).containsExactly("o-1");
	}

	private static RocketMqHttpClient client(BeanFactory beans, String instance) {
		return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, RocketMqHttpClient.class, instance);
	}

	/**
	 * Reads what has been sent to the topic of dead letters.
	 */
	private static List<String> read(RocketMqHttpBroker broker, String name) {
		try (RocketMqHttpClient client = RocketMqHttpClient.builder()
			.endpoint(broker.endpoint())
			.credentials(CredentialsProvider.fixed(Credentials.of(name, "secret-of-" + name)))
			.build()) {
			return client.consume(new ConsumeRequest("dead", "GID_test", null, 16, Duration.ZERO))
				.stream()
				.map(ReceivedMessage::body)
				.toList();
		}
	}

	private static void leaveBehind(RocketMqHttpClient client, String body) {
		client.publishHalf("orders", half(body));
	}

	private static OutboundMessage half(String body) {
		return new OutboundMessage(body, null, null, null, null, IMMUNITY, Map.of());
	}

	private static List<String> bodies(List<MessageView> messages) {
		return messages.stream().map(MessageView::body).toList();
	}

	static class Orders {

		private final JdbcClient database;

		Orders(JdbcClient database) {
			this.database = database;
		}

		@TransactionalMessage(template = "east", payload = "#id")
		@TransactionalMessage(template = "${name.of.west:west}", payload = "#id")
		void placeAtBoth(String id, Runnable work) {
			work.run();
		}

		@TransactionalMessage(template = "east")
		@TransactionalMessage(template = "${name.of.west:west}")
		void placeAtBoth(String id) {
			if (id.equals("refused")) {
				throw new IllegalStateException("no");
			}
		}

		@TransactionalMessage(template = "west")
		void placeAtWest(String id) {
		}

		int logRows() {
			return this.database.sql("SELECT COUNT(*) FROM rocketmq_http_transaction WHERE state = 'C'")
				.query(Integer.class)
				.single();
		}

	}

	static class Listeners {

		private final Queue<String> east = new ConcurrentLinkedQueue<>();

		private final Queue<String> west = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(template = "east", consumerGroup = "GID_billing")
		void east(String id) {
			this.east.add(id);
		}

		@RocketMqHttpListener(template = "west", topic = "orders", consumerGroup = "GID_billing")
		void west(String id) {
			this.west.add(id);
		}

	}

	static class Handlers {

		private final Queue<String> asked = new ConcurrentLinkedQueue<>();

		@BackCheckHandler(template = "east", topic = "orders")
		TransactionResolution east(String order) {
			this.asked.add("east");
			return TransactionResolution.COMMIT;
		}

		@BackCheckHandler(template = "west")
		TransactionResolution west(String order) {
			this.asked.add("west");
			return TransactionResolution.ROLLBACK;
		}

	}

	static class FailingListener {

		@RocketMqHttpListener(template = "west", topic = "letters")
		void west(String id) {
			throw new IllegalStateException("no");
		}

	}

	/**
	 * Key pairs of both instances that are refused for a while.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Keys {

		private volatile boolean refused;

		@Bean
		@Qualifier("east")
		CredentialsProvider east() {
			return provider("east");
		}

		@Bean
		@Qualifier("west")
		CredentialsProvider west() {
			return provider("west");
		}

		private CredentialsProvider provider(String name) {
			return () -> Credentials.of(name, this.refused ? "wrong" : "secret-of-" + name);
		}

	}

	static class Program {

		private final RocketMqHttpTemplate east;

		private final RocketMqHttpTemplate west;

		Program(@Qualifier("east") RocketMqHttpTemplate east, @Qualifier("west") RocketMqHttpTemplate west) {
			this.east = east;
			this.west = west;
		}

	}

}
