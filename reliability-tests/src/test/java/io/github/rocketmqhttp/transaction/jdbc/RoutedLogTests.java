package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A log whose data source chooses between databases finds a transaction in whichever it
 * ran, and takes it for rolled back only where it can commit in none of them.
 */
@Execution(ExecutionMode.CONCURRENT)
class RoutedLogTests {

	private static final String TABLE = JdbcTransactionLogSettings.DEFAULT_TABLE_NAME;

	private static final Set<Routing> EVERYWHERE = EnumSet.of(Routing.SPRING, Routing.DYNAMIC, Routing.NAMED);

	private final List<TestDatabase> opened = new ArrayList<>();

	/**
	 * All on H2, and those that differ most on the others; the profile {@code proofs} has
	 * all on each.
	 */
	static Stream<Arguments> routingsOnEachDatabase() {
		return Stream.of(DatabaseKind.H2, DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB)
			.flatMap((kind) -> Stream.of(Routing.values())
				.filter((routing) -> kind == DatabaseKind.H2 || EVERYWHERE.contains(routing)
						|| Boolean.getBoolean("proofs"))
				.map((routing) -> Arguments.of(kind, routing)));
	}

	@AfterEach
	void close() {
		this.opened.forEach(TestDatabase::close);
	}

	@ParameterizedTest
	@MethodSource("routingsOnEachDatabase")
	void whatCommittedInAnyOfThemIsFoundByEveryInstance(DatabaseKind kind, Routing routing) throws Exception {
		Instance sender = instance(routing, databases(kind, "a", "b", "c"));
		Instance other = instance(routing, sender.databases());
		for (String name : sender.databases().keySet()) {
			Transaction transaction = sender.commit(name);

			for (Instance asked : List.of(sender, other)) {
				assertThat(asked.log().hasIdentity(transaction.identity())).isTrue();
				assertThat(asked.log().lookUp(transaction.id(), "1", transaction.identity()))
					.contains(TransactionResolution.COMMIT);
				assertThat(asked.resolve(transaction)).isEqualTo(TransactionResolution.COMMIT);
				assertThat(asked.log().resolve(transaction.id(), "2", transaction.identity()))
					.isEqualTo(TransactionResolution.ROLLBACK);
			}
			assertThat(sender.states()).doesNotContain("R");
		}
	}

	@ParameterizedTest
	@MethodSource("routingsOnEachDatabase")
	void whatRunsInAnyOfThemIsLeftAlone(DatabaseKind kind, Routing routing) throws Exception {
		Instance sender = instance(routing, databases(kind, "a", "b"));
		Instance other = instance(routing, sender.databases());
		for (String name : sender.databases().keySet()) {
			Transaction transaction = Routing.with(name, () -> {
				TransactionStatus status = sender.manager().getTransaction(null);
				Transaction running = sender.record();
				assertThat(other.resolve(running)).isEqualTo(TransactionResolution.UNKNOWN);
				sender.manager().commit(status);
				return running;
			});
			// Whatever the first check has left in the other databases.
			assertThat(other.resolve(transaction)).isEqualTo(TransactionResolution.COMMIT);
			assertThat(sender.resolve(transaction)).isEqualTo(TransactionResolution.COMMIT);
		}
	}

	@ParameterizedTest
	@MethodSource("routingsOnEachDatabase")
	void whatACheckHasRolledBackCannotCommitInAnyOfThem(DatabaseKind kind, Routing routing) throws Exception {
		Instance sender = instance(routing, databases(kind, "a", "b"));
		for (String name : sender.databases().keySet()) {
			Transaction transaction = Routing.with(name, sender::next);

			assertThat(instance(routing, sender.databases()).resolve(transaction))
				.isEqualTo(TransactionResolution.ROLLBACK);

			assertThatExceptionOfType(TransactionFencedException.class)
				.isThrownBy(() -> sender.commit(name, transaction));
		}
	}

	@ParameterizedTest
	@EnumSource(Routing.class)
	void oneThatDoesNotAnswerKeepsACheckFromRollingBackAndOthersFromNothing(Routing routing) throws Exception {
		Map<String, SwitchedDataSource> databases = databases(DatabaseKind.H2, "a", "b", "c");
		Instance sender = instance(routing, databases);
		Transaction committed = sender.commit("a");
		Transaction lost = Routing.with("b", sender::next);

		away(databases, "b");

		assertThat(sender.log().hasIdentity(committed.identity())).isTrue();
		assertThat(sender.resolve(committed)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(sender.log().hasIdentity(lost.identity())).isTrue();
		assertThat(sender.log().lookUp(lost.id(), "1", lost.identity())).contains(TransactionResolution.UNKNOWN);
		assertThat(sender.resolve(lost)).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(sender.resolve(sender.commit("c"))).isEqualTo(TransactionResolution.COMMIT);
		assertThat(sender.states()).doesNotContain("R");
	}

	@ParameterizedTest
	@EnumSource(Routing.class)
	void anInstanceThatDoesNotKnowADatabaseYetDoesNotAnswerForIt(Routing routing) throws Exception {
		Map<String, SwitchedDataSource> databases = databases(DatabaseKind.H2, "a", "b", "c");
		Instance sender = instance(routing, databases);
		Map<String, SwitchedDataSource> some = new LinkedHashMap<>(databases);
		some.remove("c");
		Instance other = instance(routing, some);

		assertThat(other.log().hasIdentity(sender.commit("c").identity())).isFalse();
		// Until it knows that the row can only be in a database that it has.
		assertThat(sender.log().hasIdentity(other.commit("b").identity())).isTrue();
		assertThat(sender.resolve(other.commit("b"))).isEqualTo(TransactionResolution.COMMIT);
	}

	@ParameterizedTest
	@EnumSource(Routing.class)
	void whereADatabaseIsNotKnownNothingIsFencedInTheOthers(Routing routing) {
		Instance sender = instance(routing, databases(DatabaseKind.H2, "a", "b"));
		Transaction next = sender.next();
		String identity = next.identity() + ".another";

		assertThat(sender.log().lookUp(next.id(), "1", identity)).contains(TransactionResolution.UNKNOWN);
		assertThat(sender.log().resolve(next.id(), "1", identity)).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(sender.states()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "DECLARED", "NAMED", "DYNAMIC" })
	void aDatabaseThatIsAddedWhileTheApplicationRunsIsUsed(Routing routing) throws Exception {
		Map<String, SwitchedDataSource> databases = databases(DatabaseKind.H2, "a", "b");
		Instance sender = instance(routing, databases);
		Transaction before = sender.commit("b");
		SwitchedDataSource added = get(databases(DatabaseKind.H2, "c"), "c");
		databases.put("c", added);
		if (sender.dataSource() instanceof DynamicRoutingDataSource dynamic) {
			dynamic.addDataSource("c", added);
		}

		Transaction transaction = sender.commit("c");

		assertThat(sender.log().hasIdentity(transaction.identity())).isTrue();
		assertThat(sender.resolve(transaction)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(sender.resolve(before)).isEqualTo(TransactionResolution.COMMIT);
	}

	@ParameterizedTest
	@EnumSource(names = { "H2", "POSTGRESQL", "MARIADB" })
	void aRowInADatabaseThatNobodyWouldAskIsRefused(DatabaseKind kind) throws Exception {
		Map<String, SwitchedDataSource> databases = databases(kind, "a", "b", "elsewhere", "empty");
		instance(Routing.SPRING, Map.of("elsewhere", get(databases, "elsewhere")));
		Map<String, SwitchedDataSource> known = new LinkedHashMap<>(databases);
		known.keySet().removeAll(List.of("elsewhere", "empty"));
		DataSource dataSource = Routing.DECLARED.dataSource(new LinkedHashMap<>(databases));
		Instance sender = new Instance(dataSource,
				new JdbcTransactionLog("default", dataSource, settings(), () -> new LinkedHashMap<>(known)), databases);
		sender.log().prepare();

		for (String name : List.of("elsewhere", "empty")) {
			// Also where a connection has been seen to be right before.
			assertThat(sender.resolve(sender.commit("a"))).isEqualTo(TransactionResolution.COMMIT);
			assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> sender.commit(name))
				.withMessageContaining(
						"nothing".equals(name) ? "" : "The transaction log 'default' could not be written");
		}
		assertThat(LogBench.states(new JdbcTemplate(get(databases, "elsewhere")))).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "H2", "POSTGRESQL", "MARIADB" })
	void aWrapperThatSwitchesTheSchemaIsNoticed(DatabaseKind kind) throws Exception {
		DataSource database = get(databases(kind, "a"), "a");
		JdbcTemplate jdbc = new JdbcTemplate(database);
		String home = jdbc.execute((ConnectionCallback<String>) (connection) -> (kind == DatabaseKind.MARIADB)
				? connection.getCatalog() : connection.getSchema());
		jdbc.execute((kind == DatabaseKind.MARIADB) ? "CREATE DATABASE tenant" : "CREATE SCHEMA tenant");
		DataSource plain = new SchemaDataSource(database, Objects.requireNonNull(home), kind);
		DataSource tenant = new SchemaDataSource(database, (kind == DatabaseKind.H2) ? "TENANT" : "tenant", kind);
		try {
			JdbcTransactionLog atHome = new JdbcTransactionLog("default", plain, settings());
			atHome.prepare();
			JdbcTransactionLog inTenant = new JdbcTransactionLog("default", tenant, settings());
			inTenant.prepare();
			JdbcTransactionLog wrong = new JdbcTransactionLog("default", tenant, settings(), () -> Map.of("", plain));
			wrong.prepare();
			TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(tenant));

			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(TransactionLogException.class)
					.isThrownBy(() -> transaction.executeWithoutResult(
							(status) -> wrong.record(LogBench.newId(), List.of("1"), wrong.identity())))
					.withMessageContaining("none of those");
				String id = LogBench.newId();
				transaction.executeWithoutResult((status) -> inTenant.record(id, List.of("1"), inTenant.identity()));
				assertThat(inTenant.resolve(id, "1", inTenant.identity())).isEqualTo(TransactionResolution.COMMIT);
			}
			assertThat(wrong.identity()).isEqualTo(atHome.identity()).isNotEqualTo(inTenant.identity());
		}
		finally {
			jdbc.execute((kind == DatabaseKind.MARIADB) ? "DROP DATABASE tenant" : "DROP SCHEMA tenant CASCADE");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "H2", "POSTGRESQL", "MARIADB" })
	void aTableThatATestHasEmptiedGoesOn(DatabaseKind kind) throws Exception {
		Map<String, SwitchedDataSource> databases = databases(kind, "a", "b");
		Instance sender = instance(Routing.SPRING, databases);
		for (String name : databases.keySet()) {
			String identity = sender.commit(name).identity();
			new JdbcTemplate(get(databases, name)).update("DELETE FROM " + TABLE);

			Transaction transaction = sender.commit(name);

			assertThat(transaction.identity()).isEqualTo(identity);
			assertThat(sender.log().hasIdentity(identity)).isTrue();
			assertThat(sender.resolve(transaction)).isEqualTo(TransactionResolution.COMMIT);
		}
	}

	@Test
	void aDatabaseThatIsNamedBeforehandIsTheOnlyOneThatIsAsked() throws Exception {
		Map<String, SwitchedDataSource> databases = databases(DatabaseKind.H2,
				IntStream.range(0, 20).mapToObj((i) -> "t" + i).toArray(String[]::new));
		Instance sender = instance(Routing.NAMED, databases);
		Transaction transaction = sender.commit("t7");
		Transaction lost = Routing.with("t7", sender::next);
		databases.values().forEach((database) -> database.connections.set(0));

		assertThat(sender.log().hasIdentity(transaction.identity())).isTrue();
		assertThat(sender.resolve(transaction)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(sender.resolve(lost)).isEqualTo(TransactionResolution.ROLLBACK);

		databases.forEach(
				(name, database) -> assertThat(database.connections.get() > 0).as(name).isEqualTo(name.equals("t7")));
	}

	@Test
	void moreDatabasesThanAMessageCanNameNeedToBeNamedBeforehand() {
		Map<String, SwitchedDataSource> databases = databases(DatabaseKind.H2,
				IntStream.range(0, 17).mapToObj((i) -> "t" + i).toArray(String[]::new));
		Instance sender = instance(Routing.SPRING, databases);

		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> sender.log().identity())
			.withMessageContaining("17 databases")
			.withMessageContaining("DataSourceTargets");
	}

	@Test
	void aNameThatIsNoneOfTheirsIsRefused() {
		Instance sender = instance(Routing.NAMED, databases(DatabaseKind.H2, "a"));

		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> Routing.with("x", () -> sender.log().identity()))
			.withMessageContaining("DataSourceTargets.current()");
	}

	@ParameterizedTest
	@EnumSource(names = { "H2", "POSTGRESQL", "MARIADB" })
	void oldRowsArePurgedInAllOfThemThoughOneIsAway(DatabaseKind kind) throws Exception {
		Map<String, SwitchedDataSource> databases = databases(kind, "a", "b", "c");
		Instance sender = instance(Routing.SPRING, databases);
		for (String name : databases.keySet()) {
			sender.commit(name);
			new JdbcTemplate(get(databases, name))
				.update("UPDATE " + TABLE + " SET created_at = '2024-02-29 12:00:00'");
		}
		away(databases, "b");

		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> sender.log().purge(Clock.systemUTC().instant().plus(Duration.ofDays(2))));

		get(databases, "b").away = false;
		assertThat(databases.entrySet())
			.allSatisfy((database) -> assertThat(LogBench.states(new JdbcTemplate(database.getValue())))
				.hasSize(database.getKey().equals("b") ? 1 : 0));
	}

	private Map<String, SwitchedDataSource> databases(DatabaseKind kind, String... names) {
		Map<String, SwitchedDataSource> databases = new LinkedHashMap<>();
		for (String name : names) {
			TestDatabase database = kind.fresh();
			this.opened.add(database);
			databases.put(name, new SwitchedDataSource(LogBench.patientPool(database)));
		}
		return databases;
	}

	private static SwitchedDataSource get(Map<String, SwitchedDataSource> databases, String name) {
		return Objects.requireNonNull(databases.get(name));
	}

	private static void away(Map<String, SwitchedDataSource> databases, String name) {
		get(databases, name).away = true;
	}

	private static JdbcTransactionLogSettings settings() {
		return LogBench.settings(TABLE, Duration.ofSeconds(1));
	}

	private static Instance instance(Routing routing, Map<String, SwitchedDataSource> databases) {
		// As the application has it: it adds databases while it runs.
		@SuppressWarnings({ "unchecked", "rawtypes" })
		Map<String, DataSource> targets = (Map) databases;
		DataSource dataSource = routing.dataSource(targets);
		JdbcTransactionLog log = new JdbcTransactionLog("default", dataSource, settings(), routing.targets(dataSource));
		log.prepare();
		return new Instance(dataSource, log, databases);
	}

	/**
	 * A transaction whose message has been published.
	 *
	 * @param id its id
	 * @param identity what the message says of the log
	 */
	private record Transaction(String id, String identity) {
	}

	/**
	 * One instance of the application.
	 */
	private record Instance(DataSource dataSource, JdbcTransactionLog log, Map<String, SwitchedDataSource> databases) {

		DataSourceTransactionManager manager() {
			return new DataSourceTransactionManager(this.dataSource);
		}

		Transaction next() {
			return new Transaction(LogBench.newId(), this.log.identity());
		}

		Transaction record() {
			Transaction next = next();
			this.log.record(next.id(), List.of("1"), next.identity());
			return next;
		}

		Transaction commit(String name) throws Exception {
			return commit(name, Routing.with(name, this::next));
		}

		Transaction commit(String name, Transaction next) throws Exception {
			return Routing.with(name, () -> {
				new TransactionTemplate(manager()).executeWithoutResult((status) -> {
					this.log.record(next.id(), List.of("1"), next.identity());
					assertThat(this.log.isRecorded(next.id(), next.identity())).contains(true);
				});
				return next;
			});
		}

		TransactionResolution resolve(Transaction transaction) {
			return this.log.resolve(transaction.id(), "1", transaction.identity());
		}

		Collection<String> states() {
			return this.databases.values()
				.stream()
				.filter((database) -> !database.away)
				.flatMap((database) -> LogBench.states(new JdbcTemplate(database)).stream())
				.toList();
		}

	}

	/**
	 * A database that may be away.
	 */
	private static final class SwitchedDataSource extends DelegatingDataSource {

		private volatile boolean away;

		private final AtomicInteger connections = new AtomicInteger();

		SwitchedDataSource(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.away) {
				throw new SQLTransientConnectionException("away");
			}
			this.connections.incrementAndGet();
			return super.getConnection();
		}

	}

	/**
	 * Sends every connection to one schema.
	 */
	private static final class SchemaDataSource extends DelegatingDataSource {

		private final String schema;

		private final DatabaseKind kind;

		SchemaDataSource(DataSource target, String schema, DatabaseKind kind) {
			super(target);
			this.schema = schema;
			this.kind = kind;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			if (this.kind == DatabaseKind.MARIADB) {
				connection.setCatalog(this.schema);
			}
			else {
				connection.setSchema(this.schema);
			}
			return connection;
		}

	}

}
