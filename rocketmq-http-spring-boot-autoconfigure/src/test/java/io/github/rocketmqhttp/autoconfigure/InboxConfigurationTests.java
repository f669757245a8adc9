package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.time.Instant;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.jdbc.TablePurger;
import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.InboxEntry;
import io.github.rocketmqhttp.listener.InvalidListenerException;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When an application has an inbox, and how it is set up.
 */
class InboxConfigurationTests {

	private static final String PREFIX = "rocketmq-http.listener.inbox.";

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.endpoint=http://127.0.0.1:1", "rocketmq-http.access-key-id=id",
				"rocketmq-http.access-key-secret=secret", "rocketmq-http.consumer-group=GID_orders",
				"rocketmq-http.topic=orders", "rocketmq-http.listener.auto-startup=false");

	private final ApplicationContextRunner runner = this.bare.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	@Test
	void oneDataSourceIsEnough() {
		this.runner.withUserConfiguration(Billing.class).run((context) -> {
			assertThat(context).hasSingleBean(JdbcInbox.class).hasSingleBean(TablePurger.class);
			assertThat(context.getBean(JdbcInboxSettings.class)).isEqualTo(JdbcInboxSettings.DEFAULTS);
			assertThat(rows(context.getBean(JdbcTemplate.class), "rocketmq_http_inbox")).isZero();
		});
	}

	@Test
	void nothingIsCreatedWhereNoListenerIsIdempotent() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(Inbox.class);
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> rows(context.getBean(JdbcTemplate.class), "rocketmq_http_inbox"));
		});
	}

	@Test
	void propertiesSetItUp() {
		this.runner.withUserConfiguration(Billing.class)
			.withPropertyValues(PREFIX + "table-name=seen", PREFIX + "initialize-schema=always",
					PREFIX + "wait-timeout=2s", PREFIX + "retention=48h", PREFIX + "purge-interval=1h",
					PREFIX + "purge-batch-size=10")
			.run((context) -> {
				assertThat(context.getBean(JdbcInboxSettings.class))
					.isEqualTo(new JdbcInboxSettings("seen", SchemaInitialization.ALWAYS, Duration.ofSeconds(2),
							Duration.ofHours(48), Duration.ofHours(1), 10));
				assertThat(rows(context.getBean(JdbcTemplate.class), "seen")).isZero();
			});
	}

	@Test
	void valuesOutsideTheirRangeAreNamed() {
		for (String property : new String[] { "table-name=a b", "wait-timeout=0s", "wait-timeout=31s", "retention=24h",
				"purge-interval=10ms", "purge-batch-size=0" }) {
			this.runner.withPropertyValues(PREFIX + property)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining(PREFIX + property.substring(0, property.indexOf('='))));
		}
	}

	@Test
	void itGivesWayToTheOneOfTheApplication() {
		this.runner.withBean(Inbox.class, OwnInbox::new)
			.run((context) -> assertThat(context).hasSingleBean(Inbox.class).doesNotHaveBean(JdbcInbox.class));
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues(PREFIX + "enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Inbox.class)
				.doesNotHaveBean(JdbcInboxSettings.class));
		this.runner.withPropertyValues(PREFIX + "enabled=false")
			.withUserConfiguration(Billing.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidListenerException.class)
				.hasMessageContaining(PREFIX + "enabled=false"));
	}

	@Test
	void anApplicationWithoutADatabaseStarts() {
		this.bare.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Inbox.class));
		this.bare
			.withClassLoader(
					new FilteredClassLoader("org.springframework.jdbc", "org.springframework.transaction", "javax.sql"))
			.withUserConfiguration(Shipping.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TablePurger.class));
	}

	private static int rows(JdbcTemplate jdbc, String table) {
		Integer count = jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Integer.class);
		return (count != null) ? count : -1;
	}

	static class Billing {

		@RocketMqHttpListener(idempotent = true)
		void receive(String body) {
		}

	}

	static class Shipping {

		@RocketMqHttpListener
		void receive(String body) {
		}

	}

	static class OwnInbox implements Inbox {

		@Override
		public boolean isFor(PlatformTransactionManager manager) {
			return true;
		}

		@Override
		public void prepare() {
		}

		@Override
		public InboxEntry record(String consumerGroup, String key) {
			return new InboxEntry(consumerGroup, key, Instant.EPOCH);
		}

		@Override
		public boolean contains(String consumerGroup, String key) {
			return false;
		}

	}

}
