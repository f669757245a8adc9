package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionMetrics;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The annotations in an application that is set up by auto-configuration alone.
 */
class WholePathTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withUserConfiguration(Orders.class, Billing.class)
		.withPropertyValues("rocketmq-http.broker.enabled=true", "rocketmq-http.broker.topics=orders:transaction",
				"rocketmq-http.topic=orders", "rocketmq-http.consumer-group=GID_orders");

	@Test
	void whatCommitsIsDeliveredAndWhatRollsBackIsNot() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.createTable();

			orders.place("first");
			assertThatThrownBy(() -> orders.place("refused")).isInstanceOf(IllegalStateException.class)
				.hasMessage("no");
			orders.place("second");

			Queue<String> billed = context.getBean(Billing.class).billed;
			await().atMost(Duration.ofSeconds(20)).until(() -> billed.size() >= 2);
			assertThat(billed).containsExactlyInAnyOrder("first", "second");
			assertThat(orders.all()).containsExactly("first", "second");
			await().until(() -> context.getBean(InFlightTransactions.class).list().isEmpty());
		});
	}

	@Test
	void programsSendWithTheSameTemplate() {
		this.runner.withPropertyValues("rocketmq-http.transaction.topics=orders").run((context) -> {
			RocketMqHttpOperations template = context.getBean(RocketMqHttpOperations.class);
			Orders orders = context.getBean(Orders.class);
			orders.createTable();

			template.inTransaction(template.newMessage("first"), (status) -> orders.insert("first"));
			context.getBean(TransactionTemplate.class)
				.executeWithoutResult((status) -> template.sendOnCommit(template.newMessage("second")));

			Queue<String> billed = context.getBean(Billing.class).billed;
			await().atMost(Duration.ofSeconds(20)).until(() -> billed.size() >= 2);
			assertThat(billed).containsExactlyInAnyOrder("first", "second");
			assertThat(orders.all()).containsExactly("first");
		});
	}

	@Test
	void whatBecameOfTheMessagesIsCounted() {
		this.runner.withBean(SimpleMeterRegistry.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.createTable();
			orders.place("first");
			assertThatThrownBy(() -> orders.place("refused")).isInstanceOf(IllegalStateException.class);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("rocketmq.http.transactions")
				.tags("outcome", "committed", "path", "inline")
				.counter()
				.count()).isEqualTo(1);
			assertThat(meters.get("rocketmq.http.transactions")
				.tags("outcome", "rolled_back", "path", "inline")
				.counter()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void nothingIsCountedWithoutMicrometer() {
		// Without beans of the test's own: proxies of those need one class loader.
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
			.withPropertyValues("rocketmq-http.broker.enabled=true")
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TransactionMetrics.class));
	}

	static class Orders {

		private final JdbcClient database;

		Orders(JdbcClient database) {
			this.database = database;
		}

		@TransactionalMessage
		void place(String id) {
			insert(id);
			if (id.equals("refused")) {
				throw new IllegalStateException("no");
			}
		}

		int insert(String id) {
			return this.database.sql("INSERT INTO orders VALUES (?)").param(id).update();
		}

		void createTable() {
			this.database.sql("CREATE TABLE orders (id VARCHAR(20) PRIMARY KEY)").update();
		}

		List<String> all() {
			return this.database.sql("SELECT id FROM orders ORDER BY id").query(String.class).list();
		}

	}

	static class Billing {

		private final Queue<String> billed = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(consumerGroup = "GID_billing")
		void bill(String id) {
			this.billed.add(id);
		}

	}

}
