package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.jdbc.TablePurger;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When an application has a transaction log, and how it is set up.
 */
class TransactionLogConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret", "rocketmq-http.consumer-group=GID_orders");

	private final ApplicationContextRunner runner = this.bare.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	@Test
	void oneDataSourceIsEnough() {
		this.runner.withUserConfiguration(Orders.class).run((context) -> {
			assertThat(context).hasSingleBean(TransactionLog.class).hasSingleBean(TablePurger.class);
			assertThat(context.getBean(JdbcTransactionLog.class).settings())
				.isEqualTo(JdbcTransactionLogSettings.DEFAULTS);
			assertThat(rows(context.getBean(JdbcTemplate.class), "rocketmq_http_transaction")).isZero();
		});
	}

	@Test
	void nothingIsCreatedWhereNothingIsTransactional() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(TransactionLog.class);
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> rows(context.getBean(JdbcTemplate.class), "rocketmq_http_transaction"));
		});
	}

	@Test
	void propertiesSetItUp() {
		String prefix = "rocketmq-http.transaction.log.";
		this.runner.withUserConfiguration(Orders.class)
			.withPropertyValues(prefix + "table-name=outbox", prefix + "initialize-schema=always",
					prefix + "check-timeout=2s", prefix + "retention=48h", prefix + "purge-interval=1h",
					prefix + "purge-batch-size=10", prefix + "confirm-before-commit=false")
			.run((context) -> {
				assertThat(context.getBean(JdbcTransactionLogSettings.class))
					.isEqualTo(new JdbcTransactionLogSettings("outbox", SchemaInitialization.ALWAYS,
							Duration.ofSeconds(2), Duration.ofHours(48), Duration.ofHours(1), 10, false));
				assertThat(rows(context.getBean(JdbcTemplate.class), "outbox")).isZero();
			});
	}

	@Test
	void severalDataSourcesNeedALogOfTheApplications() {
		this.bare.withUserConfiguration(TwoDataSources.class)
			.run((context) -> assertThat(context).doesNotHaveBean(TransactionLog.class)
				.hasSingleBean(JdbcTransactionLogSettings.class));
		this.bare.withUserConfiguration(TwoDataSources.class, OwnLog.class)
			.run((context) -> assertThat(context.getBean(TransactionLog.class).name()).isEqualTo("own"));
	}

	@Test
	void itGivesWayToTheOneOfTheApplication() {
		this.runner.withUserConfiguration(OwnLog.class, Orders.class)
			.run((context) -> assertThat(context.getBean(TransactionLog.class).name()).isEqualTo("own"));
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues("rocketmq-http.transaction.log.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TransactionLog.class)
				.doesNotHaveBean(JdbcTransactionLogSettings.class));
	}

	@Test
	void itCanBeRequired() {
		this.bare.withPropertyValues("rocketmq-http.transaction.log.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("rocketmq-http.transaction.log.enabled")
				.hasMessageContaining("DataSource"));
	}

	@Test
	void anApplicationWithoutJdbcStarts() {
		this.bare.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.orm"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TransactionLog.class));
	}

	private static int rows(JdbcTemplate jdbc, String table) {
		Integer count = jdbc.queryForObject("SELECT COUNT(*) FROM " + table + " WHERE state <> 'I'", Integer.class);
		return (count != null) ? count : -1;
	}

	private static JdbcConnectionPool newDatabase() {
		return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
	}

	static class Orders {

		@TransactionalMessage(topic = "orders")
		public void place(String id) {
			assertThat(id).isNotEmpty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool first() {
			return newDatabase();
		}

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool second() {
			return newDatabase();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLog {

		@Bean
		JdbcTransactionLog ownLog(List<DataSource> dataSources, JdbcTransactionLogSettings settings) {
			return new JdbcTransactionLog("own", dataSources.get(0), settings);
		}

	}

}
