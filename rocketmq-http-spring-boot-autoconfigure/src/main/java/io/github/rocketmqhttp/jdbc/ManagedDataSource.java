package io.github.rocketmqhttp.jdbc;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Finds the data source on whose connection the transactions of a manager run.
 */
public final class ManagedDataSource {

	private static final boolean JPA = ClassUtils.isPresent("org.springframework.orm.jpa.JpaTransactionManager",
			ManagedDataSource.class.getClassLoader());

	private ManagedDataSource() {
	}

	/**
	 * Finds it.
	 * @param manager the manager
	 * @return the data source under which connections are bound to threads, {@code null}
	 * when the manager does not show one
	 */
	public static @Nullable DataSource of(PlatformTransactionManager manager) {
		if (manager instanceof ResourceTransactionManager resource
				&& resource.getResourceFactory() instanceof DataSource dataSource) {
			return unwrap(dataSource);
		}
		return JPA ? Jpa.dataSource(manager) : null;
	}

	/**
	 * Connections are bound to a thread under the data source that a transaction-aware
	 * proxy stands for.
	 * @param dataSource perhaps such a proxy
	 * @return what it stands for, else itself
	 */
	public static DataSource unwrap(DataSource dataSource) {
		return (dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null)
				? proxy.getTargetDataSource() : dataSource;
	}

	/**
	 * Apart, so that an application without spring-orm can load the class around.
	 */
	private static final class Jpa {

		static @Nullable DataSource dataSource(PlatformTransactionManager manager) {
			DataSource dataSource = (manager instanceof JpaTransactionManager jpa) ? jpa.getDataSource() : null;
			return (dataSource != null) ? unwrap(dataSource) : null;
		}

	}

}
