package io.github.rocketmqhttp.listener;

import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * A broker, and one application with an inbox and a table that shows effects.
 */
final class InboxFixture implements AutoCloseable {

	static final String TOPIC = "orders";

	final ListenerBroker broker = new ListenerBroker();

	private final ListenerApplication application;

	InboxFixture(ListenerSettings.Builder settings, UnaryOperator<ListenerApplication> beans) {
		this.application = beans.apply(this.broker.application(settings).configuration(Database.class)).start();
	}

	static InboxFixture with(Object listener) {
		return new InboxFixture(ListenerBroker.settings(), (application) -> application.bean("listener", listener));
	}

	JdbcTemplate jdbc() {
		return this.application.context().getBean(JdbcTemplate.class);
	}

	ListenerApplication application() {
		return this.application;
	}

	List<String> effects() {
		return jdbc().queryForList("SELECT id FROM effect ORDER BY id", String.class);
	}

	List<String> keys() {
		return jdbc().queryForList("SELECT message_key FROM rocketmq_http_inbox ORDER BY message_key", String.class);
	}

	DeliveryCounts counts() {
		return this.application.container("listener.receive").getCounts();
	}

	void awaitConsumed(long count) {
		this.broker.awaitConsumed(TOPIC, count);
	}

	@Override
	public void close() {
		this.application.close();
		this.broker.close();
	}

	/**
	 * What an application with spring-jdbc has.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Database {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		}

		@Bean
		DataSourceTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			// Without a key of its own: whatever happens twice is seen twice.
			jdbc.execute("CREATE TABLE effect (id VARCHAR(50) NOT NULL)");
			return jdbc;
		}

		@Bean
		JdbcInbox inbox(DataSource dataSource) {
			return new JdbcInbox(dataSource, JdbcInboxSettings.DEFAULTS);
		}

	}

	/**
	 * A listener that writes into the table of effects.
	 */
	abstract static class Effects {

		@Autowired
		@Nullable JdbcTemplate jdbc;

		void write(String effect) {
			if (this.jdbc != null) {
				this.jdbc.update("INSERT INTO effect VALUES (?)", effect);
			}
		}

		void execute(String sql) {
			if (this.jdbc != null) {
				this.jdbc.execute(sql);
			}
		}

	}

}
