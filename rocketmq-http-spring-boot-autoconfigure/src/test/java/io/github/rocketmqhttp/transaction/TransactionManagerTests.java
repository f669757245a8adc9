package io.github.rocketmqhttp.transaction;

import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

import javax.sql.DataSource;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.DefaultJpaDialect;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The log's row travels on the connection of the business, whichever transaction manager
 * runs the transaction.
 */
class TransactionManagerTests {

	private TransactionFixture app = TransactionFixture.startWithoutDatabase();

	@AfterEach
	void stop() {
		this.app.close();
	}

	@ParameterizedTest
	@EnumSource
	void theRowCommitsAndRollsBackWithTheBusiness(Manager manager) throws Exception {
		start(manager);
		Orders orders = this.app.get(Orders.class);
		orders.place("o-1", () -> assertThat(states()).containsExactly("C"));
		assertThatIllegalStateException().isThrownBy(() -> orders.place("o-2", () -> {
			throw new IllegalStateException();
		}));
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(states()).containsExactly("C");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.dropped("orders")).containsExactly("o-2");
	}

	@ParameterizedTest
	@EnumSource
	void aTombstoneStopsTheBusiness(Manager manager) {
		start(manager);
		this.app.get(HookedOperations.class).onAttempt = (topic, message) -> this.app.get(TransactionLog.class)
			.resolve(String.valueOf(message.properties().get(TransactionHeaders.TRANSACTION_ID)), "0", null);
		assertThatExceptionOfType(TransactionFencedException.class)
			.isThrownBy(() -> this.app.get(Orders.class).place("o-1", Orders.Work.NOTHING));
		assertThat(this.app.rows()).isEmpty();
		assertThat(states()).containsExactly("R");
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void entitiesAndTheRowShareOneTransaction() {
		start(Manager.JPA);
		this.app.get(Books.class).publish("b-1");
		assertThat(this.app.get(JdbcTemplate.class).queryForList("SELECT id FROM book", String.class))
			.containsExactly("b-1");
		assertThat(this.app.delivered("orders")).containsExactly("b-1");
		assertThatIllegalStateException().isThrownBy(() -> this.app.get(Books.class).fail("b-2"));
		assertThat(states()).hasSize(1);
		assertThat(this.app.dropped("orders")).containsExactly("b-2");
	}

	@Test
	void aManagerThatHidesItsConnectionIsRefusedBeforeAnyWork() {
		start(Manager.JPA);
		this.app.get(JpaTransactionManager.class).setJpaDialect(new DefaultJpaDialect());
		boolean[] called = { false };
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> this.app.get(Orders.class).place("o-1", () -> called[0] = true))
			.withMessageContaining("'default'")
			.withMessageContaining("manager shows its connection");
		assertThat(called).containsExactly(false);
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void everyManagerHasItsOwnLogAndTheMessageNamesIt() throws Exception {
		restart(TwoDatabases.class, Here.class, There.class);
		this.app.get(Here.class).place("o-here");
		this.app.get(There.class).place("o-there");
		assertThat(this.app.topic("orders").committed())
			.extracting((message) -> message.body() + " "
					+ TransactionHeaders.logName(String.valueOf(message.properties().get(TransactionHeaders.LOG))))
			.containsExactlyInAnyOrder("o-here here", "o-there there");
		for (String name : List.of("here", "there")) {
			assertThat(new JdbcTemplate(this.app.context.getBean(name, DataSource.class))
				.queryForList("SELECT attempts FROM rocketmq_http_transaction WHERE state <> 'I'", String.class))
				.containsExactly("1");
		}
	}

	@Test
	void aManagerWithoutLogNeedsAHandler() {
		assertThatExceptionOfType(MissingBackCheckHandlerException.class)
			.isThrownBy(() -> restart(OneLogForTwo.class, Here.class, There.class))
			.withMessageContaining("There.place(String)")
			.withMessageContaining(", whose transaction manager '")
			.withMessageContaining("a JdbcTransactionLog bean for each");
	}

	@Test
	void twoLogsForOneManagerAreRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> restart(TwoLogsForOne.class, Here.class))
			.withMessageContaining("[here, there]");
	}

	private void start(Manager manager) {
		restart(switch (manager) {
			case DATA_SOURCE -> DataSourceManaged.class;
			case JDBC -> JdbcManaged.class;
			case JPA -> JpaManaged.class;
		}, Orders.class, OneDatabase.class);
	}

	private void restart(Class<?>... components) {
		this.app.close();
		Class<?>[] all = Arrays.copyOf(components, components.length + 1);
		all[components.length] = TransactionFixture.PlainTransactions.class;
		this.app = TransactionFixture.startWithoutDatabase(all);
	}

	private List<String> states() {
		return this.app.get(JdbcTemplate.class)
			.queryForList("SELECT state FROM rocketmq_http_transaction WHERE state <> 'I'", String.class);
	}

	private static JdbcConnectionPool newDatabase() {
		JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
				"sa", "");
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		jdbc.execute("CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)");
		jdbc.execute("CREATE TABLE book (id VARCHAR(64) PRIMARY KEY)");
		return pool;
	}

	private static JdbcTransactionLog newLog(String name, DataSource dataSource) {
		return new JdbcTransactionLog(name, dataSource, JdbcTransactionLogSettings.DEFAULTS);
	}

	enum Manager {

		DATA_SOURCE, JDBC, JPA

	}

	@Configuration(proxyBeanMethods = false)
	static class OneDatabase {

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool dataSource() {
			return newDatabase();
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

		@Bean
		JdbcTransactionLog log(DataSource dataSource) {
			return newLog("default", dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DataSourceManaged {

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JdbcManaged {

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Books.class)
	static class JpaManaged {

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(dataSource);
			factory.setPackagesToScan(Book.class.getPackageName());
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			Properties properties = new Properties();
			properties.setProperty("hibernate.hbm2ddl.auto", "none");
			factory.setJpaProperties(properties);
			return factory;
		}

		@Bean
		JpaTransactionManager transactionManager(EntityManagerFactory factory) {
			return new JpaTransactionManager(factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool here() {
			return newDatabase();
		}

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool there() {
			return newDatabase();
		}

		@Bean
		PlatformTransactionManager hereManager(JdbcConnectionPool here) {
			return new JdbcTransactionManager(here);
		}

		@Bean
		PlatformTransactionManager thereManager(JdbcConnectionPool there) {
			return new JdbcTransactionManager(there);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TwoDataSources.class)
	static class TwoDatabases {

		@Bean
		JdbcTransactionLog hereLog(JdbcConnectionPool here) {
			return newLog("here", here);
		}

		@Bean
		JdbcTransactionLog thereLog(JdbcConnectionPool there) {
			return newLog("there", there);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TwoDataSources.class)
	static class OneLogForTwo {

		@Bean
		JdbcTransactionLog hereLog(JdbcConnectionPool here) {
			return newLog("here", here);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TwoDataSources.class)
	static class TwoLogsForOne {

		@Bean
		JdbcTransactionLog hereLog(JdbcConnectionPool here) {
			return newLog("here", here);
		}

		@Bean
		JdbcTransactionLog thereLog(JdbcConnectionPool here) {
			return newLog("there", here);
		}

	}

	static class Here {

		@TransactionalMessage(topic = "orders", transactionManager = "hereManager")
		public void place(String order) {
			assertThat(order).isNotEmpty();
		}

	}

	static class There {

		@TransactionalMessage(topic = "orders", transactionManager = "thereManager")
		public void place(String order) {
			assertThat(order).isNotEmpty();
		}

	}

	static class Books {

		private final EntityManager entities;

		Books(EntityManagerFactory factory) {
			this.entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
		}

		@TransactionalMessage(topic = "orders")
		public void publish(String id) {
			this.entities.persist(new Book(id));
		}

		@TransactionalMessage(topic = "orders")
		public void fail(String id) {
			this.entities.persist(new Book(id));
			this.entities.flush();
			throw new IllegalStateException();
		}

	}

	@Entity
	@Table(name = "book")
	static class Book {

		@Id
		private String id = "";

		protected Book() {
		}

		Book(String id) {
			this.id = id;
		}

		String id() {
			return this.id;
		}

	}

}
