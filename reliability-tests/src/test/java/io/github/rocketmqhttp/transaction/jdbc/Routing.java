package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import com.baomidou.dynamic.datasource.toolkit.DynamicDataSourceContextHolder;
import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * The ways in which applications choose a database for each transaction.
 */
enum Routing {

	/** Spring's own, with a database for those that name none. */
	SPRING {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return spring(targets);
		}

	},

	/** Fetches connections late. */
	LAZY {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return new LazyConnectionDataSourceProxy(spring(targets));
		}

	},

	/** Behind a wrapper of a kind that is known to Spring. */
	DELEGATING {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return new DelegatingDataSource(new LazyConnectionDataSourceProxy(spring(targets)));
		}

	},

	/** Behind a proxy that joins transactions. */
	AWARE {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return new TransactionAwareDataSourceProxy(spring(targets));
		}

	},

	/** Behind advice, as tracing libraries put it. */
	ADVISED {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return (DataSource) new ProxyFactory(spring(targets)).getProxy();
		}

	},

	/** Behind advice for the class. */
	ADVISED_CLASS {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			ProxyFactory factory = new ProxyFactory(spring(targets));
			factory.setProxyTargetClass(true);
			return (DataSource) factory.getProxy();
		}

	},

	/** Behind a wrapper that only JDBC knows, as statement loggers are. */
	WRAPPED {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return new Wrapper(spring(targets));
		}

	},

	/** Chooses a region, then a tenant. */
	NESTED {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			SpringRouting outer = new SpringRouting(Map.of("region", spring(targets)), (tenant) -> "region");
			outer.afterPropertiesSet();
			return outer;
		}

	},

	/** That of dynamic-datasource. */
	DYNAMIC {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			DynamicRoutingDataSource dynamic = new DynamicRoutingDataSource(List.of());
			targets.forEach(dynamic::addDataSource);
			dynamic.setPrimary(targets.keySet().iterator().next());
			return dynamic;
		}

	},

	/** Of a kind that nobody knows, declared by the application. */
	DECLARED {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return new UnknownRouting(targets);
		}

		@Override
		DataSourceTargets targets(DataSource dataSource) {
			return ((UnknownRouting) dataSource)::targets;
		}

	},

	/** Declared by the application, which knows the database beforehand. */
	NAMED {

		@Override
		DataSource dataSource(Map<String, DataSource> targets) {
			return new UnknownRouting(targets);
		}

		@Override
		DataSourceTargets targets(DataSource dataSource) {
			return new DataSourceTargets() {

				@Override
				public Map<String, DataSource> all() {
					return ((UnknownRouting) dataSource).targets();
				}

				@Override
				public @Nullable String current() {
					return tenant.get();
				}

			};
		}

	};

	private static final ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();

	/**
	 * A data source that chooses between some; the first one serves those that name none.
	 */
	abstract DataSource dataSource(Map<String, DataSource> targets);

	DataSourceTargets targets(DataSource dataSource) {
		return DataSourceTargets.of(dataSource);
	}

	/**
	 * Works on this thread with one of them.
	 */
	static <T> T with(String name, Callable<T> work) throws Exception {
		tenant.set(name);
		DynamicDataSourceContextHolder.push(name);
		try {
			return work.call();
		}
		finally {
			DynamicDataSourceContextHolder.poll();
			tenant.remove();
		}
	}

	private static AbstractRoutingDataSource spring(Map<String, DataSource> targets) {
		SpringRouting routing = new SpringRouting(targets, (name) -> name);
		routing.setDefaultTargetDataSource(targets.values().iterator().next());
		routing.afterPropertiesSet();
		return routing;
	}

	/**
	 * Chooses by the tenant.
	 */
	static class SpringRouting extends AbstractRoutingDataSource {

		private final UnaryOperator<@Nullable String> key;

		SpringRouting(Map<String, DataSource> targets, UnaryOperator<@Nullable String> key) {
			this.key = key;
			setTargetDataSources(new LinkedHashMap<>(targets));
		}

		@Override
		protected @Nullable Object determineCurrentLookupKey() {
			return this.key.apply(tenant.get());
		}

	}

	/**
	 * Says what it wraps, in JDBC's way.
	 */
	private static final class Wrapper extends AbstractDataSource {

		private final DataSource wrapped;

		Wrapper(DataSource wrapped) {
			this.wrapped = wrapped;
		}

		@Override
		public boolean isWrapperFor(Class<?> type) throws SQLException {
			return type.isInstance(this.wrapped) || this.wrapped.isWrapperFor(type);
		}

		@Override
		public <T> T unwrap(Class<T> type) throws SQLException {
			return type.isInstance(this.wrapped) ? type.cast(this.wrapped) : this.wrapped.unwrap(type);
		}

		@Override
		public Connection getConnection() throws SQLException {
			return this.wrapped.getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return this.wrapped.getConnection(username, password);
		}

	}

	/**
	 * Chooses by the tenant, and shows nobody between what.
	 */
	private static final class UnknownRouting extends AbstractDataSource {

		private final Map<String, DataSource> targets;

		UnknownRouting(Map<String, DataSource> targets) {
			this.targets = targets;
		}

		Map<String, DataSource> targets() {
			return this.targets;
		}

		@Override
		public Connection getConnection() throws SQLException {
			String name = tenant.get();
			DataSource chosen = (name != null) ? this.targets.get(name) : this.targets.values().iterator().next();
			return Objects.requireNonNull(chosen).getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) {
			throw new UnsupportedOperationException();
		}

	}

}
