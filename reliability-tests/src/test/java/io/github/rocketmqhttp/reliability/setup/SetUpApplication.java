package io.github.rocketmqhttp.reliability.setup;

import javax.sql.DataSource;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.SendPhase;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;

import static io.github.rocketmqhttp.jdbc.SchemaInitialization.ALWAYS;

/**
 * An application with three databases, each with a manager: its own and a second one have
 * logs, the third has none.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SetUpApplication {

	private static final JdbcTransactionLogSettings SETTINGS = new JdbcTransactionLogSettings(
			JdbcTransactionLogSettings.DEFAULT_TABLE_NAME, ALWAYS, JdbcTransactionLogSettings.DEFAULTS.checkTimeout(),
			JdbcTransactionLogSettings.DEFAULTS.retention(), JdbcTransactionLogSettings.DEFAULTS.purgeInterval(), 500);

	/**
	 * Starts it.
	 * @param own the data source of its own manager, which the test may keep
	 */
	static ConfigurableApplicationContext start(String endpoint, Class<?> manager, DataSource own, TestDatabase logged,
			TestDatabase other) {
		return new SpringApplicationBuilder(SetUpApplication.class, manager).initializers((context) -> {
			register(context, "ownDataSource", own, true);
			register(context, "loggedDataSource", logged.dataSource(), false);
			register(context, "otherDataSource", other.dataSource(), false);
		})
			.properties("rocketmq-http.endpoint=" + endpoint, "rocketmq-http.access-key-id=ak",
					"rocketmq-http.access-key-secret=sk", "rocketmq-http.consumer-group=GID_setups",
					"rocketmq-http.transaction.topics=orders", "rocketmq-http.transaction.poll-wait-time=1s",
					"spring.main.web-application-type=none", "spring.main.banner-mode=off")
			.run();
	}

	private static void register(ConfigurableApplicationContext context, String name, DataSource dataSource,
			boolean primary) {
		((GenericApplicationContext) context).registerBean(name, DataSource.class, () -> dataSource, (definition) -> {
			definition.setPrimary(primary);
			definition.setDestroyMethodName("");
		});
	}

	@Bean
	JdbcTransactionLog ownLog(@Qualifier("ownDataSource") DataSource dataSource) {
		return new JdbcTransactionLog("own", dataSource, SETTINGS);
	}

	@Bean
	JdbcTransactionLog loggedLog(@Qualifier("loggedDataSource") DataSource dataSource) {
		return new JdbcTransactionLog("logged", dataSource, SETTINGS);
	}

	@Bean
	PlatformTransactionManager loggedManager(@Qualifier("loggedDataSource") DataSource dataSource) {
		return nested(dataSource);
	}

	@Bean
	PlatformTransactionManager otherManager(@Qualifier("otherDataSource") DataSource dataSource) {
		return nested(dataSource);
	}

	static DataSourceTransactionManager nested(DataSource dataSource) {
		DataSourceTransactionManager manager = new DataSourceTransactionManager(dataSource);
		manager.setNestedTransactionAllowed(true);
		return manager;
	}

	@Bean
	Orders orders(@Qualifier("ownDataSource") DataSource dataSource, RocketMqHttpOperations template) {
		return new Orders(new JdbcTemplate(dataSource), template);
	}

	/**
	 * Inserts an order and does what the test wants.
	 */
	static class Orders {

		private final JdbcTemplate jdbc;

		private final RocketMqHttpOperations template;

		Orders(JdbcTemplate jdbc, RocketMqHttpOperations template) {
			this.jdbc = jdbc;
			this.template = template;
		}

		@TransactionalMessage(topic = "orders", payload = "#order", transactionManager = "ownManager")
		public void early(String order, Runnable work) {
			insert(order, work);
		}

		@TransactionalMessage(topic = "orders", payload = "#order", transactionManager = "ownManager",
				phase = SendPhase.BEFORE_COMMIT)
		public void late(String order, Runnable work) {
			insert(order, work);
		}

		@TransactionalMessage(topic = "orders", payload = "#order", transactionManager = "ownManager",
				propagation = Propagation.REQUIRES_NEW)
		public void earlyAlone(String order, Runnable work) {
			insert(order, work);
		}

		@TransactionalMessage(topic = "orders", payload = "#order", transactionManager = "ownManager",
				phase = SendPhase.BEFORE_COMMIT, propagation = Propagation.REQUIRES_NEW)
		public void lateAlone(String order, Runnable work) {
			insert(order, work);
		}

		@TransactionalMessage(topic = "orders", payload = "#order", transactionManager = "ownManager",
				propagation = Propagation.NESTED)
		public void earlyNested(String order, Runnable work) {
			insert(order, work);
		}

		@TransactionalMessage(topic = "orders", payload = "#order", transactionManager = "ownManager",
				phase = SendPhase.BEFORE_COMMIT, propagation = Propagation.NESTED)
		public void lateNested(String order, Runnable work) {
			insert(order, work);
		}

		void onCommit(String order, Runnable work) {
			this.template.sendOnCommit(this.template.newMessage(order).topic("orders"));
			insert(order, work);
		}

		void insert(String order, Runnable work) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", order);
			work.run();
		}

	}

}
