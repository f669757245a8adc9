package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables are looked for when what creates them has run: Spring Boot's scripts here, and
 * in the same way Flyway and Liquibase.
 */
class MigrationOrderTests {

	private static final String SCRIPTS = "classpath:io/github/rocketmqhttp/transaction/jdbc/schema-h2.sql,"
			+ "classpath:io/github/rocketmqhttp/listener/jdbc/schema-h2.sql";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret", "rocketmq-http.consumer-group=GID_orders",
				"rocketmq-http.topic=orders", "rocketmq-http.transaction.shutdown-timeout=1s",
				"rocketmq-http.transaction.log.initialize-schema=never",
				"rocketmq-http.listener.inbox.initialize-schema=never", "rocketmq-http.listener.auto-startup=false",
				"spring.datasource.generate-unique-name=true", "spring.sql.init.schema-locations=" + SCRIPTS);

	@ParameterizedTest
	@ValueSource(classes = { Orders.class, OwnLog.class, Billing.class, OwnInbox.class })
	void aTableThatIsCreatedAtTheStartIsThereBeforeItIsLookedFor(Class<?> application) {
		this.runner.withUserConfiguration(application).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whoeverAsksForLogOrInboxFindsTheTables() {
		for (Class<?> asked : List.of(TransactionLog.class, Inbox.class)) {
			this.runner.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
				.run((context) -> {
					assertThat(context.getBean(asked)).isNotNull();
					JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
					assertThat(jdbc.queryForList("SELECT * FROM rocketmq_http_transaction")).isEmpty();
					assertThat(jdbc.queryForList("SELECT * FROM rocketmq_http_inbox")).isEmpty();
				});
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Orders.class, OwnLog.class, Billing.class, OwnInbox.class })
	void lazyInitializationDoesNotChangeThat(Class<?> application) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(application)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static class Orders {

		@TransactionalMessage
		public void place(String id) {
			assertThat(id).isNotEmpty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Orders.class)
	static class OwnLog {

		@Bean
		JdbcTransactionLog ownLog(DataSource dataSource, JdbcTransactionLogSettings settings) {
			return new JdbcTransactionLog("own", dataSource, settings);
		}

	}

	static class Billing {

		@RocketMqHttpListener(idempotent = true)
		void bill(String order) {
			assertThat(order).isNotEmpty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Billing.class)
	static class OwnInbox {

		@Bean
		JdbcInbox ownInbox(DataSource dataSource, JdbcInboxSettings settings) {
			assertThat(settings.waitTimeout()).isPositive().isLessThan(Duration.ofMinutes(1));
			return new JdbcInbox(dataSource, settings);
		}

	}

}
