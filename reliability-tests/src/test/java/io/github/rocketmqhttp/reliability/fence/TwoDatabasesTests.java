package io.github.rocketmqhttp.reliability.fence;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.AnswerReason;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.InDoubtMessage;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionalMessage;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two applications, or two environments of one, with different databases in one group.
 */
class TwoDatabasesTests {

	private static final Duration PAST_IMMUNITY = Duration.ofSeconds(31);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	@EachDatabase
	void aTransactionOfAnotherDatabaseIsNeitherCommittedNorRolledBack(TestDatabase blue) {
		try (TestDatabase green = blue.kind().fresh();
				RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
					.topic("orders", TopicType.TRANSACTION)
					.start()) {
			createTables(blue);
			createTables(green);
			try (ConfigurableApplicationContext other = start(broker, green)) {
				InFlightTransactions asked = other.getBean(InFlightTransactions.class);
				try (ConfigurableApplicationContext application = start(broker, blue)) {
					stopAnswering(application);
					application.getBean(Orders.class).place("o-1", () -> {
						broker.advance(PAST_IMMUNITY);
						awaitRefusal(broker, asked);
					});
				}
				awaitRefusal(broker, asked);
				assertThat(bodies(broker.topic("orders").half())).containsExactly("o-1");
				assertThat(tombstones(green)).isZero();
			}
			try (ConfigurableApplicationContext restarted = start(broker, blue)) {
				await().pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
					broker.advance(INTERVAL);
					assertThat(bodies(broker.topic("orders").committed())).containsExactly("o-1");
				});
				assertThat(restarted.isActive()).isTrue();
			}
		}
	}

	/** Waits for one more answer. A poll of the other application may swallow a check. */
	private static void awaitRefusal(RocketMqHttpBroker broker, InFlightTransactions asked) {
		int before = asked.inDoubt().list().stream().mapToInt(InDoubtMessage::checks).sum();
		await().pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
			broker.advance(INTERVAL);
			assertThat(asked.inDoubt().list()).singleElement().satisfies((message) -> {
				assertThat(message.reason()).isEqualTo(AnswerReason.LOG_MISSING);
				assertThat(message.checks()).isGreaterThan(before);
			});
		});
	}

	/** The broker asks whom it likes; here, the wrong one. */
	private static void stopAnswering(ConfigurableApplicationContext application) {
		application.getBean(BackCheckPollers.class).stop();
	}

	private static void createTables(TestDatabase database) {
		new JdbcTemplate(database.dataSource()).execute("CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)");
	}

	private static int tombstones(TestDatabase database) {
		return new JdbcTemplate(database.dataSource())
			.queryForList("SELECT tx_id FROM rocketmq_http_transaction WHERE state = 'R'", String.class)
			.size();
	}

	private static List<String> bodies(List<MessageView> messages) {
		return messages.stream().map(MessageView::body).toList();
	}

	private static ConfigurableApplicationContext start(RocketMqHttpBroker broker, TestDatabase database) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(DataSource.class,
					database::dataSource, (definition) -> definition.setDestroyMethodName("")))
			.run("--rocketmq-http.endpoint=" + broker.endpoint(), "--rocketmq-http.access-key-id=ak",
					"--rocketmq-http.access-key-secret=sk", "--rocketmq-http.consumer-group=GID_orders",
					"--rocketmq-http.transaction.log.initialize-schema=always");
	}

	/**
	 * The application, whatever its database.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Orders.class)
	static class Application {

	}

	/**
	 * Its business.
	 */
	static class Orders {

		private final JdbcTemplate jdbc;

		Orders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		/**
		 * Places an order, with some work before the commit.
		 */
		@TransactionalMessage(topic = "orders", payload = "#id")
		public void place(String id, Runnable work) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", id);
			work.run();
		}

	}

}
