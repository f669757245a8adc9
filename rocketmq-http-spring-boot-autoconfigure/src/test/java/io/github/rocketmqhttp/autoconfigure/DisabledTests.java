package io.github.rocketmqhttp.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * An application that has everything of ours, and has it switched off.
 */
@ExtendWith(OutputCaptureExtension.class)
class DisabledTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class,
				RocketMqHttpJackson2AutoConfiguration.class, RocketMqHttpDisabledAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("rocketmq-http.enabled=false", "rocketmq-http.broker.enabled=true",
				"rocketmq-http.topic=orders", "rocketmq-http.instances.east.endpoint=http://127.0.0.1:1");

	@Test
	void annotatedMethodsArePlainTransactions() {
		this.runner.withUserConfiguration(Orders.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.createTable();
			orders.place("first");
			assertThatIllegalStateException().isThrownBy(() -> orders.place("refused")).withMessage("no");
			orders.placeTwice("second");

			assertThat(orders.all()).containsExactly("first", "second");
			assertThat(orders.tables()).as("no transaction log").containsExactly("ORDERS");
		});
	}

	@Test
	void nothingConnectsPollsOrRuns() {
		Set<Thread> before = threads();
		this.runner.withUserConfiguration(Orders.class).run((context) -> {
			assertThat(context).doesNotHaveBean(RocketMqHttpBroker.class).doesNotHaveBean(BackCheckPollers.class);
			assertThat(context.getBean(RocketMqHttpListenerContainerRegistry.class).getContainers()).isEmpty();
			assertThat(threads()).as("threads that have come")
				.filteredOn((thread) -> !before.contains(thread))
				.extracting(Thread::getName)
				.noneMatch((name) -> name.contains("rocketmq") || name.contains("httpclient"));
		});
	}

	@Test
	void whatIsSentByHandIsRefusedWithTheReason() {
		this.runner.withUserConfiguration(Program.class).run((context) -> {
			Program program = context.getBean(Program.class);
			for (RocketMqHttpOperations operations : List.of(program.operations, program.east)) {
				refuses(() -> operations.newMessage(new Object()).send());
				refuses(() -> operations.newMessage(new Object()).topic("orders").sendAsync().join());
				refuses(() -> operations.inTransaction(operations.newMessage("o-1"), (status) -> "done"));
				refuses(() -> operations.sendOnCommit(operations.newMessage("o-1")));
				refuses(() -> operations.receive("orders", "GID_orders", String.class));
			}
			refuses(() -> program.client.commit("orders", "GID_orders", "handle"));
		});
	}

	private static void refuses(Runnable call) {
		assertThatIllegalStateException().isThrownBy(call::run)
			.withMessageContaining("the property 'rocketmq-http.enabled' is false");
	}

	@Test
	void itIsSaidOnceAndLoudly(CapturedOutput output) {
		this.runner.withUserConfiguration(Orders.class, Program.class).run((context) -> {
			assertThat(context).hasNotFailed();
			List<String> lines = output.getAll()
				.lines()
				.filter((line) -> line.contains("rocketmq-http.enabled"))
				.toList();
			assertThat(lines).singleElement().asString().contains("WARN").contains("plain transactions");
		});
	}

	@Test
	void withoutThePropertyOrWithTrueEverythingIsOn() {
		this.runner.withPropertyValues("rocketmq-http.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(RocketMqHttpBroker.class)
				.hasSingleBean(BackCheckPollers.class)
				.doesNotHaveBean(RocketMqHttpDisabledAutoConfiguration.class));
	}

	@Test
	void aSpellingThatTheConditionsDoNotKnowIsRefused() {
		this.runner.withPropertyValues("rocketmq-http.enabled=off")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("Write rocketmq-http.enabled=false"));
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toSet());
	}

	static class Orders {

		private final JdbcClient database;

		Orders(JdbcClient database) {
			this.database = database;
		}

		@TransactionalMessage(template = "nowhere")
		void place(String id) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			assertThat(TransactionSynchronizationManager.getSynchronizations()).isEmpty();
			this.database.sql("INSERT INTO orders VALUES (?)").param(id).update();
			if (id.equals("refused")) {
				throw new IllegalStateException("no");
			}
		}

		@TransactionalMessage(topic = "orders")
		@TransactionalMessage(topic = "audit")
		void placeTwice(String id) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			this.database.sql("INSERT INTO orders VALUES (?)").param(id).update();
		}

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_orders")
		void listen(String id) {
		}

		void createTable() {
			this.database.sql("CREATE TABLE orders (id VARCHAR(20) PRIMARY KEY)").update();
		}

		List<String> all() {
			return this.database.sql("SELECT id FROM orders ORDER BY id").query(String.class).list();
		}

		List<String> tables() {
			return this.database.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")
				.query(String.class)
				.list();
		}

	}

	static class Program {

		private final RocketMqHttpOperations operations;

		private final RocketMqHttpTemplate east;

		private final RocketMqHttpClient client;

		Program(RocketMqHttpOperations operations, @Qualifier("east") RocketMqHttpTemplate east,
				RocketMqHttpClient client) {
			this.operations = operations;
			this.east = east;
			this.client = client;
		}

	}

}
