package io.github.rocketmqhttp.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Which databases are found behind a data source.
 */
class DataSourceTargetsTests {

	private final DataSource a = new Unreachable();

	private final DataSource b = new Unreachable();

	private final DataSource c = new Unreachable();

	@Test
	void aDataSourceThatDoesNotChooseStandsForItself() {
		assertThat(DataSourceTargets.of(this.a).all()).containsExactly(entry("", this.a));
		DataSource around = new DelegatingDataSource(this.a);
		assertThat(DataSourceTargets.of(around).all()).containsExactly(entry("", around));
		assertThat(DataSourceTargets.of(this.a).current()).isNull();
	}

	@Test
	void springsOwnStandsForItsTargetsAndItsDefault() {
		assertThat(DataSourceTargets.of(routing(this.c, Map.of("a", this.a))).all())
			.containsOnly(entry("default target", this.c), entry("a", this.a));
		assertThat(DataSourceTargets.of(routing(this.a, Map.of("a", this.a))).all())
			.containsExactly(entry("a", this.a));
		assertThat(DataSourceTargets.of(routing(null, Map.of("a", this.a))).all()).containsExactly(entry("a", this.a));
	}

	@Test
	void itIsFoundBehindProxies() throws SQLException {
		DataSource routing = routing(null, Map.of("a", this.a));
		Unreachable wrapper = new Unreachable();
		wrapper.wrapped = routing;
		for (DataSource around : List.of(new DelegatingDataSource(new DelegatingDataSource(routing)),
				new TransactionAwareDataSourceProxy(routing), (DataSource) new ProxyFactory(routing).getProxy(),
				wrapper)) {
			assertThat(DataSourceTargets.of(around).all()).containsExactly(entry("a", this.a));
		}
	}

	@Test
	void oneInsideOfAnotherAddsItsNames() {
		DataSource inner = routing(null, new LinkedHashMap<>(Map.of("a", this.a)));
		Map<String, DataSource> targets = new LinkedHashMap<>();
		targets.put("region", inner);
		targets.put("b", this.b);
		assertThat(DataSourceTargets.of(routing(null, targets)).all()).containsExactly(entry("region/a", this.a),
				entry("b", this.b));
	}

	@Test
	void thatOfDynamicDataSourceIsAskedEachTime() {
		DynamicRoutingDataSource dynamic = new DynamicRoutingDataSource(List.of());
		dynamic.addDataSource("a", this.a);
		DataSourceTargets targets = DataSourceTargets.of(new DelegatingDataSource(dynamic));
		assertThat(targets.all()).containsExactly(entry("a", this.a));
		dynamic.addDataSource("b", this.b);
		assertThat(targets.all()).containsOnly(entry("a", this.a), entry("b", this.b));
	}

	@Test
	void oneThatDoesNotSayWhatItWrapsStandsForItself() {
		Unreachable broken = new Unreachable();
		broken.failure = new IllegalStateException();
		assertThat(DataSourceTargets.of(broken).all()).containsExactly(entry("", broken));
	}

	private static DataSource routing(@Nullable DataSource byDefault, Map<String, DataSource> targets) {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
			@Override
			protected @Nullable Object determineCurrentLookupKey() {
				return null;
			}
		};
		routing.setTargetDataSources(new LinkedHashMap<>(targets));
		if (byDefault != null) {
			routing.setDefaultTargetDataSource(byDefault);
		}
		routing.afterPropertiesSet();
		return routing;
	}

	/** Nobody needs a connection to find it. */
	private static final class Unreachable extends AbstractDataSource {

		private @Nullable DataSource wrapped;

		private @Nullable RuntimeException failure;

		@Override
		public Connection getConnection() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Connection getConnection(String username, String password) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isWrapperFor(Class<?> type) throws SQLException {
			if (this.failure != null) {
				throw this.failure;
			}
			return type.isInstance(this.wrapped) || super.isWrapperFor(type);
		}

		@Override
		public <T> T unwrap(Class<T> type) throws SQLException {
			return type.isInstance(this.wrapped) ? type.cast(this.wrapped) : super.unwrap(type);
		}

	}

}
