package io.github.rocketmqhttp.reliability.setup;

import javax.sql.DataSource;

import jakarta.persistence.EntityManagerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What kind of transaction manager works on the application's own database.
 */
final class SetUpManagers {

	private SetUpManagers() {
	}

	/**
	 * Its own manager works with JDBC.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Jdbc {

		@Bean
		@Primary
		PlatformTransactionManager ownManager(@Qualifier("ownDataSource") DataSource dataSource) {
			return SetUpApplication.nested(dataSource);
		}

	}

	/**
	 * Its own manager works with one of two databases, which is chosen as a transaction
	 * begins: the application's own, or the one without a manager of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Routed {

		@Bean
		@Primary
		PlatformTransactionManager ownManager(@Qualifier("ownDataSource") DataSource dataSource) {
			return SetUpApplication.nested(dataSource);
		}

	}

	/**
	 * Its own manager works with JPA.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Jpa {

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(@Qualifier("ownDataSource") DataSource dataSource) {
			LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
			factory.setDataSource(dataSource);
			factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			factory.setPackagesToScan(SetUpApplication.class.getPackageName());
			return factory;
		}

		@Bean
		@Primary
		PlatformTransactionManager ownManager(EntityManagerFactory factory) {
			JpaTransactionManager manager = new JpaTransactionManager(factory);
			manager.setNestedTransactionAllowed(true);
			return manager;
		}

	}

}
