package io.github.rocketmqhttp.reliability.routing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Table;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.jdbc.connections.spi.AbstractDataSourceBasedMultiTenantConnectionProviderImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Hibernate's multi-tenancy gives each tenant's transaction a connection of its own data
 * source, whatever the transaction manager's is.
 */
@Timeout(180)
class HibernateTenantsTests {

	private static final ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();

	/** Of the test that runs. */
	private static Map<String, DataSource> databases = Map.of();

	@EachDatabase
	void aMessageFollowsTheTransactionOfItsTenant(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			databases = of(places);
			Orders orders = places.start(Declared.class).getBean(Orders.class);
			for (boolean commits : List.of(true, false)) {
				for (String name : databases.keySet()) {
					tenant.set(name);
					places.call(commits, (end) -> orders.place(name + "-" + commits, end));
				}
			}
			tenant.remove();
			places.assertDeliveredIsWhatIsInTheDatabases();
			assertThat(places.rows(0)).containsExactly("first-true");
			assertThat(places.rows(1)).containsExactly("second-true");
		}
		finally {
			tenant.remove();
		}
	}

	@EachDatabase
	void aTenantThatTheLogDoesNotKnowIsRefusedBeforeItsWork(TestDatabase database) {
		try (TwoPlaces places = new TwoPlaces(database)) {
			databases = of(places);
			ConfigurableApplicationContext instance = places.start(Application.class);
			Orders orders = instance.getBean(Orders.class);

			tenant.set("second");
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> orders.place("o-1", () -> assertThat(true).as("work").isFalse()));
			tenant.set("first");
			places.call(true, (end) -> orders.place("o-2", end));

			tenant.remove();
			places.assertDeliveredIsWhatIsInTheDatabases();
			assertThat(places.rows(0)).containsExactly("o-2");
		}
		finally {
			tenant.remove();
		}
	}

	private static Map<String, DataSource> of(TwoPlaces places) {
		Map<String, DataSource> databases = new LinkedHashMap<>();
		databases.put("first", places.database(0).dataSource());
		databases.put("second", places.database(1).dataSource());
		return databases;
	}

	/**
	 * An order.
	 */
	@Entity
	@Table(name = "orders")
	static class OrderEntity {

		@Id
		private String id = "";

		protected OrderEntity() {
		}

		OrderEntity(String id) {
			this.id = id;
		}

		String id() {
			return this.id;
		}

	}

	/**
	 * Places orders.
	 */
	static class Orders {

		@PersistenceContext
		private @Nullable EntityManager entities;

		@TransactionalMessage(topic = "orders", payload = "#id")
		public void place(String id, Runnable end) {
			Objects.requireNonNull(this.entities).persist(new OrderEntity(id));
			this.entities.flush();
			end.run();
		}

	}

	/**
	 * The application, as Hibernate's pages say.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Orders.class)
	static class Application {

		@Bean(destroyMethod = "")
		DataSource dataSource() {
			return Objects.requireNonNull(databases.get("first"));
		}

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(dataSource);
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			factory.setManagedTypes(PersistenceManagedTypes.of(OrderEntity.class.getName()));
			factory.getJpaPropertyMap().put(MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER, new Connections());
			factory.getJpaPropertyMap().put(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new Tenants());
			return factory;
		}

		@Bean
		PlatformTransactionManager transactionManager(EntityManagerFactory factory) {
			return new JpaTransactionManager(factory);
		}

	}

	/**
	 * The application that lists the databases of its tenants.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class Declared {

		@Bean
		DataSourceTargets tenants() {
			return () -> databases;
		}

	}

	private static final class Connections extends AbstractDataSourceBasedMultiTenantConnectionProviderImpl<String> {

		private static final long serialVersionUID = 1L;

		@Override
		protected DataSource selectAnyDataSource() {
			return Objects.requireNonNull(databases.get("first"));
		}

		@Override
		protected DataSource selectDataSource(String name) {
			return Objects.requireNonNull(databases.get(name));
		}

		@Override
		public void releaseConnection(String name, Connection connection) throws SQLException {
			connection.close();
		}

	}

	private static final class Tenants implements CurrentTenantIdentifierResolver<String> {

		@Override
		public String resolveCurrentTenantIdentifier() {
			return Objects.requireNonNullElse(tenant.get(), "first");
		}

		@Override
		public boolean validateExistingCurrentSessions() {
			return false;
		}

	}

}
