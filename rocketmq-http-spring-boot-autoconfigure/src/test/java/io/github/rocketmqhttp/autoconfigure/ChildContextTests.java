package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.listener.InvalidListenerException;
import io.github.rocketmqhttp.listener.ListenerContainer;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Contexts above and below the one that has the starter.
 */
class ChildContextTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.broker.enabled=true", "rocketmq-http.topic=orders",
				"rocketmq-http.consumer-group=GID_orders");

	@Test
	void listenersOfAChildWithAutoConfigurationRunAsLongAsTheChild() {
		this.runner.withUserConfiguration(Billing.class).run((parent) -> {
			Queue<String> received;
			ListenerContainer container;
			try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
					Shipping.class)) {
				child.refresh();
				received = child.getBean(Shipping.class).received;
				container = registry(child).getContainer("shipping.receive").orElseThrow();
				parent.getBean(RocketMqHttpOperations.class).send("orders", "first");
				await().atMost(Duration.ofSeconds(30)).until(() -> received.contains("first"));
			}
			assertThat(container.isRunning()).as("after the child is closed").isFalse();
			assertThat(registry(parent).getContainers()).extracting(ListenerContainer::getId)
				.containsExactly("billing.receive");
			assertThat(registry(parent).getContainer("billing.receive").orElseThrow().isRunning()).isTrue();
		});
	}

	@Test
	void listenersOfAChildWithoutAutoConfigurationAreRefusedAndToldWhatToWrite() {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, Shipping.class)) {
				assertThatThrownBy(child::refresh).isInstanceOf(InvalidListenerException.class)
					.hasMessageContaining("Shipping.receive")
					.hasMessageContaining("which does not have the starter")
					.hasMessageContaining("RocketMqHttpAutoConfiguration");
			}
		});
	}

	/**
	 * As a definition and as an object, below the context that has the starter and above.
	 */
	@ParameterizedTest
	@ValueSource(classes = { Shipping.class, Orders.class, Checks.class, Checker.class })
	void whatIsAnnotatedInAContextWithoutTheStarterIsRefused(Class<?> type) {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, type)) {
				assertThatThrownBy(child::refresh).hasMessageContaining(type.getSimpleName())
					.hasMessageContaining("which does not have the starter")
					.hasMessageContaining("@ImportAutoConfiguration");
			}
			try (AnnotationConfigApplicationContext child = child(parent, Object.class)) {
				child.getBeanFactory().registerSingleton("registered", BeanUtils.instantiateClass(type));
				assertThatThrownBy(child::refresh).hasMessageContaining(type.getSimpleName())
					.hasMessageContaining("which does not have the starter");
			}
		});
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(type)) {
			this.runner.withParent(parent)
				.run((child) -> assertThat(child).getFailure()
					.hasMessageContaining(type.getSimpleName())
					.hasMessageContaining("which does not have the starter"));
		}
	}

	/**
	 * The one of the parent serves a child with the starter, with the log of the parent.
	 */
	@Test
	void messagesOfAChildUseTheTransactionManagerOfItsParent() {
		this.runner.withConfiguration(ImportDatabase.Classes.ofThisLine())
			.withPropertyValues("rocketmq-http.transaction.log.initialize-schema=always")
			.run((parent) -> {
				try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
						Transactions.class, Orders.class)) {
					child.refresh();
					child.getBean(Orders.class).place("first");
				}
				assertThat(parent.getBean(RocketMqHttpBroker.class).topic("orders").committed())
					.extracting(MessageView::body)
					.containsExactly("first");
			});
	}

	@Test
	void aLogOfAChildIsRefusedAndToldWhereItBelongs() {
		this.runner.withConfiguration(ImportDatabase.Classes.ofThisLine()).run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
					OwnDatabase.class, OwnLog.class)) {
				assertThatThrownBy(child::refresh).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining("The bean 'ownLog' is the transaction log 'own'")
					.hasMessageContaining("in the context above");
			}
		});
	}

	@Test
	void propertiesOfAChildThatNothingWouldUseAreRefused() {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class)) {
				TestPropertyValues
					.of("rocketmq-http.consumer-group=GID_child", "rocketmq-http.transaction.immunity-time=11s")
					.applyTo(child);
				assertThatThrownBy(child::refresh).rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining(
							"The properties [rocketmq-http.consumer-group, rocketmq-http.transaction] of this context")
					.hasMessageContaining("Set them in the context above");
			}
		});
	}

	/**
	 * Its transaction would otherwise be one of the parent's database.
	 */
	@Test
	void anIdempotentListenerOfAChildUsesTheInboxOfTheChild() {
		this.runner.withConfiguration(ImportDatabase.Classes.ofThisLine())
			.withPropertyValues("spring.datasource.generate-unique-name=true")
			.run((parent) -> {
				try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
						OwnDatabase.class, Idempotent.class)) {
					child.refresh();
					parent.getBean(RocketMqHttpOperations.class).send("orders", "first");
					JdbcTemplate own = new JdbcTemplate(child.getBean(DataSource.class));
					await().atMost(Duration.ofSeconds(30))
						.untilAsserted(() -> assertThat(own.queryForList(
								"SELECT consumer_group FROM rocketmq_http_inbox WHERE received_at > 0", String.class))
							.containsExactly("GID_orders"));
				}
			});
	}

	@Test
	void aChildWithoutListenersNeedsNothing() {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, Object.class)) {
				child.refresh();
				assertThat(child.isRunning()).isTrue();
			}
		});
	}

	@Test
	void listenersOfAChildMustFitThoseOfItsParent() {
		this.runner.withUserConfiguration(Billing.class).run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
					Tagged.class)) {
				assertThatThrownBy(child::refresh).isInstanceOf(InvalidListenerException.class)
					.hasMessageContaining("'billing.receive'");
			}
		});
	}

	private static AnnotationConfigApplicationContext child(ApplicationContext parent, Class<?>... classes) {
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(parent);
		child.register(classes);
		return child;
	}

	private static RocketMqHttpListenerContainerRegistry registry(ApplicationContext context) {
		return context.getBean(RocketMqHttpListenerContainerRegistry.class);
	}

	static class Billing {

		@RocketMqHttpListener(id = "billing.receive", consumerGroup = "GID_billing")
		void receive(String id) {
		}

	}

	static class Shipping {

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(id = "shipping.receive")
		void receive(String id) {
			this.received.add(id);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDatabase {

		@Bean
		@Primary
		DataSource ownDatabase() {
			return new DriverManagerDataSource("jdbc:h2:mem:child;DB_CLOSE_DELAY=-1");
		}

		@Bean
		@Primary
		DataSourceTransactionManager ownManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		@Primary
		JdbcInbox ownInbox(DataSource dataSource) {
			return new JdbcInbox(dataSource,
					new JdbcInboxSettings(JdbcInboxSettings.DEFAULT_TABLE_NAME, SchemaInitialization.ALWAYS,
							Duration.ofSeconds(5), JdbcInboxSettings.MIN_RETENTION, Duration.ofMinutes(10), 100));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLog {

		@Bean
		JdbcTransactionLog ownLog(DataSource dataSource) {
			return new JdbcTransactionLog("own", dataSource, JdbcTransactionLogSettings.DEFAULTS);
		}

	}

	static class Idempotent {

		@RocketMqHttpListener(idempotent = true)
		void receive(String id) {
		}

	}

	/**
	 * Boot does not do so below a context that has it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

	}

	static class Orders {

		@TransactionalMessage(payload = "#id")
		public void place(String id) {
		}

	}

	static class Checks {

		@BackCheckHandler
		TransactionResolution check(String id) {
			return TransactionResolution.UNKNOWN;
		}

	}

	@BackCheckHandler
	static class Checker implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class Tagged {

		@RocketMqHttpListener(consumerGroup = "GID_billing", tag = "other")
		void receive(String id) {
		}

	}

}
