package io.github.rocketmqhttp.reliability.routing;

import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.ListenerContainerFactory;
import io.github.rocketmqhttp.listener.ListenerSettings;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two persistence units, each with a data source, a transaction manager, a log and an
 * inbox of its own, in tables of their own.
 */
@Timeout(180)
class TwoUnitsTests {

	/** Of the test that runs. */
	private static @Nullable TwoPlaces current;

	@EachDatabase
	void eachUnitHasItsMessagesAndItsInbox(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			current = places;
			ConfigurableApplicationContext instance = places.start(Application.class);
			Orders orders = instance.getBean(Orders.class);
			for (boolean commits : List.of(true, false)) {
				places.call(commits, (end) -> orders.sell("sales-" + commits, end));
				places.call(commits, (end) -> orders.store("stock-" + commits, end));
			}
			places.assertDeliveredIsWhatIsInTheDatabases();

			RocketMqHttpOperations template = instance.getBean(RocketMqHttpOperations.class);
			for (int i = 0; i < 2; i++) {
				template.newMessage("paid").topic("payments").tag("sales").key("p-1").send();
				template.newMessage("stored").topic("payments").tag("stock").key("p-1").send();
			}
			for (String group : List.of("GID_sales", "GID_stock")) {
				await().untilAsserted(
						() -> RocketMqHttpAssertions.assertThat(places.broker()).topic("payments").consumed(group, 2));
			}
			assertThat(places.rows(0)).containsExactly("paid", "sales-true");
			assertThat(places.rows(1)).containsExactly("stock-true", "stored");
			assertThat(count(places.database(0), "sales_log WHERE state = 'C'")).isOne();
			assertThat(count(places.database(1), "stock_log WHERE state = 'C'")).isOne();
			assertThat(count(places.database(0), "sales_inbox")).isOne();
			assertThat(count(places.database(1), "stock_inbox")).isOne();
		}
	}

	private static Integer count(TestDatabase database, String rows) {
		return new JdbcTemplate(database.dataSource()).queryForObject("SELECT COUNT(*) FROM " + rows, Integer.class);
	}

	/**
	 * A row.
	 */
	@Entity
	@Table(name = "orders")
	static class Row {

		@Id
		private String id = "";

		protected Row() {
		}

		Row(String id) {
			this.id = id;
		}

		String id() {
			return this.id;
		}

	}

	/**
	 * Works with both units.
	 */
	static class Orders {

		@PersistenceContext(unitName = "sales")
		private @Nullable EntityManager sales;

		@PersistenceContext(unitName = "stock")
		private @Nullable EntityManager stock;

		@TransactionalMessage(topic = "orders", payload = "#id", transactionManager = "salesManager")
		public void sell(String id, Runnable end) {
			Objects.requireNonNull(this.sales).persist(new Row(id));
			end.run();
		}

		@TransactionalMessage(topic = "orders", payload = "#id", transactionManager = "stockManager")
		public void store(String id, Runnable end) {
			Objects.requireNonNull(this.stock).persist(new Row(id));
			end.run();
		}

		@Transactional("salesManager")
		@RocketMqHttpListener(topic = "payments", consumerGroup = "GID_sales", tag = "sales", idempotent = true,
				containerFactory = "salesListeners")
		public void paid(String id) {
			Objects.requireNonNull(this.sales).persist(new Row(id));
		}

		@Transactional("stockManager")
		@RocketMqHttpListener(topic = "payments", consumerGroup = "GID_stock", tag = "stock", idempotent = true,
				containerFactory = "stockListeners")
		public void stored(String id) {
			Objects.requireNonNull(this.stock).persist(new Row(id));
		}

	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Sales.class, Stock.class, Orders.class })
	static class Application {

		static LocalContainerEntityManagerFactoryBean unit(String name, DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean unit = new LocalContainerEntityManagerFactoryBean();
			unit.setPersistenceUnitName(name);
			unit.setDataSource(dataSource);
			unit.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			unit.setManagedTypes(PersistenceManagedTypes.of(Row.class.getName()));
			return unit;
		}

		static JdbcTransactionLog log(String name, DataSource dataSource, JdbcTransactionLogSettings settings) {
			return new JdbcTransactionLog(name, dataSource,
					new JdbcTransactionLogSettings(name + "_log", settings.initializeSchema(), settings.checkTimeout(),
							settings.retention(), settings.purgeInterval(), settings.purgeBatchSize()));
		}

		static JdbcInbox inbox(String name, DataSource dataSource, JdbcInboxSettings settings) {
			return new JdbcInbox(dataSource, new JdbcInboxSettings(name + "_inbox", settings.initializeSchema(),
					settings.waitTimeout(), settings.retention(), settings.purgeInterval(), settings.purgeBatchSize()));
		}

	}

	/**
	 * One unit.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Sales {

		@Bean(destroyMethod = "")
		@Primary
		DataSource salesDataSource() {
			return Objects.requireNonNull(current).database(0).dataSource();
		}

		@Bean
		@Primary
		LocalContainerEntityManagerFactoryBean salesUnit(@Qualifier("salesDataSource") DataSource dataSource) {
			return Application.unit("sales", dataSource);
		}

		@Bean
		@Primary
		PlatformTransactionManager salesManager(@Qualifier("salesUnit") EntityManagerFactory unit) {
			return new JpaTransactionManager(unit);
		}

		@Bean
		JdbcTransactionLog salesLog(@Qualifier("salesDataSource") DataSource dataSource,
				JdbcTransactionLogSettings settings) {
			return Application.log("sales", dataSource, settings);
		}

		@Bean
		JdbcInbox salesInbox(@Qualifier("salesDataSource") DataSource dataSource, JdbcInboxSettings settings) {
			return Application.inbox("sales", dataSource, settings);
		}

		@Bean
		ListenerContainerFactory salesListeners(RocketMqHttpInstances instances, PayloadConverter converter,
				ListenerSettings settings, @Qualifier("salesInbox") JdbcInbox inbox) {
			return ListenerContainerFactory.builder(instances, converter, settings).inbox(inbox).build();
		}

	}

	/**
	 * The other one.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Stock {

		@Bean(destroyMethod = "")
		DataSource stockDataSource() {
			return Objects.requireNonNull(current).database(1).dataSource();
		}

		@Bean
		LocalContainerEntityManagerFactoryBean stockUnit(@Qualifier("stockDataSource") DataSource dataSource) {
			return Application.unit("stock", dataSource);
		}

		@Bean
		PlatformTransactionManager stockManager(@Qualifier("stockUnit") EntityManagerFactory unit) {
			return new JpaTransactionManager(unit);
		}

		@Bean
		JdbcTransactionLog stockLog(@Qualifier("stockDataSource") DataSource dataSource,
				JdbcTransactionLogSettings settings) {
			return Application.log("stock", dataSource, settings);
		}

		@Bean
		JdbcInbox stockInbox(@Qualifier("stockDataSource") DataSource dataSource, JdbcInboxSettings settings) {
			return Application.inbox("stock", dataSource, settings);
		}

		@Bean
		ListenerContainerFactory stockListeners(RocketMqHttpInstances instances, PayloadConverter converter,
				ListenerSettings settings, @Qualifier("stockInbox") JdbcInbox inbox) {
			return ListenerContainerFactory.builder(instances, converter, settings).inbox(inbox).build();
		}

	}

}
