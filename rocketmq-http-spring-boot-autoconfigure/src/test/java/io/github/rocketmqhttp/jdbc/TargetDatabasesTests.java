package io.github.rocketmqhttp.jdbc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is known of a database is kept for as long as its data source is listed.
 */
class TargetDatabasesTests {

	private final Map<String, DataSource> listed = new LinkedHashMap<>();

	private @Nullable String current;

	private final AtomicInteger made = new AtomicInteger();

	TargetDatabasesTests() {
		this.listed.put("a", new DelegatingDataSource());
		this.listed.put("b", new DelegatingDataSource());
	}

	@Test
	void isMadeOnceForEachDataSource() {
		TargetDatabases<String> databases = databases(targets());
		assertThat(databases.all()).containsExactly("a1", "b2");
		assertThat(databases.all()).containsExactly("a1", "b2");
		this.listed.put("b", new DelegatingDataSource());
		assertThat(databases.all()).containsExactly("a1", "b3");
		this.listed.put("c", new DelegatingDataSource());
		assertThat(databases.all()).containsExactly("a1", "b3", "c4");
		this.listed.remove("a");
		assertThat(databases.all()).containsExactly("b3", "c4");
	}

	@Test
	void theNextTransactionRunsInTheCurrentOneOrInAnyOfThem() {
		TargetDatabases<String> databases = databases(targets());
		assertThat(databases.ofNextTransaction()).contains(databases.all());
		this.current = "b";
		assertThat(databases.ofNextTransaction()).contains(List.of("b2"));
		this.current = "x";
		assertThat(databases.ofNextTransaction()).isEmpty();
	}

	@Test
	void dataSourcesThatAreOthersAtEachCallAreRefused() {
		TargetDatabases<String> databases = databases(() -> Map.of("a", new DelegatingDataSource()));
		assertThatExceptionOfType(InvalidTableException.class).isThrownBy(databases::all)
			.withMessageContaining("lists the databases of the test, gives other data source objects at each call")
			.withMessageContaining("Create each data source once");
		assertThat(this.made).hasValue(0);
	}

	@Test
	void oneThatIsExchangedWhileTheyAreListedIsNotRefused() {
		AtomicInteger calls = new AtomicInteger();
		DataSource before = new DelegatingDataSource();
		DataSource after = new DelegatingDataSource();
		TargetDatabases<String> databases = databases(
				() -> Map.of("a", (calls.incrementAndGet() <= 2) ? before : after));
		assertThat(databases.all()).containsExactly("a1");
		assertThat(databases.all()).containsExactly("a1");
		assertThat(this.made).hasValue(1);
	}

	private DataSourceTargets targets() {
		return new DataSourceTargets() {
			@Override
			public Map<String, DataSource> all() {
				return TargetDatabasesTests.this.listed;
			}

			@Override
			public @Nullable String current() {
				return TargetDatabasesTests.this.current;
			}
		};
	}

	private TargetDatabases<String> databases(DataSourceTargets targets) {
		return new TargetDatabases<>("the test", targets, (name, dataSource) -> name + this.made.incrementAndGet());
	}

}
