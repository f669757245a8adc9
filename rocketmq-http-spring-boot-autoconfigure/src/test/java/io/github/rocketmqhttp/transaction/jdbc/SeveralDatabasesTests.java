package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.jdbc.RecordingDataSource;
import io.github.rocketmqhttp.transaction.TransactionFencedException;
import io.github.rocketmqhttp.transaction.TransactionLogException;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Behind a data source that chooses, a transaction may have run in any database: one row
 * commits, and only tombstones in all of them roll back.
 */
class SeveralDatabasesTests {

	private final Map<String, RecordingDataSource> databases = new LinkedHashMap<>();

	private final AtomicReference<@Nullable String> current = new AtomicReference<>();

	private final Routing routing = new Routing();

	private final TransactionTemplate transaction = new TransactionTemplate(
			new DataSourceTransactionManager(this.routing));

	@AfterEach
	void shutDown() {
		this.databases.values().forEach((database) -> {
			database.away = false;
			database.jdbc().execute("SHUTDOWN");
		});
	}

	@Test
	void whatCommittedInAnyOfThemIsFoundByEveryInstance() {
		JdbcTransactionLog sender = found("a", "b", "c");
		JdbcTransactionLog other = found();
		assertThat(sender.identity().split("\\.")).hasSize(3).isSorted();
		assertThat(other.identity()).isEqualTo(sender.identity());
		for (String name : this.databases.keySet()) {
			String id = commit(sender, name);
			for (JdbcTransactionLog asked : List.of(sender, other)) {
				assertThat(asked.hasIdentity(sender.identity())).isTrue();
				assertThat(asked.lookUp(id, "1", sender.identity())).contains(TransactionResolution.COMMIT);
				assertThat(resolve(asked, id)).isEqualTo(TransactionResolution.COMMIT);
				assertThat(asked.resolve(id, "2", sender.identity())).isEqualTo(TransactionResolution.ROLLBACK);
			}
			assertThat(states(name)).containsExactly("C");
		}
	}

	@Test
	void aRollbackLeavesATombstoneInEachOfThem() {
		JdbcTransactionLog log = found("a", "b", "c");
		String id = TestLog.newId();
		assertThat(log.lookUp(id, "1", log.identity())).isEmpty();
		assertThat(resolve(log, id)).isEqualTo(TransactionResolution.ROLLBACK);
		for (String name : this.databases.keySet()) {
			assertThat(states(name)).containsExactly("R");
			assertThatExceptionOfType(TransactionFencedException.class).isThrownBy(() -> commit(log, name, id));
		}
		assertThat(log.lookUp(id, "1", log.identity())).contains(TransactionResolution.ROLLBACK);
	}

	@Test
	void whatRunsInAnyOfThemIsLeftAlone() {
		JdbcTransactionLog log = found("a", "b", "c");
		for (String name : this.databases.keySet()) {
			String id = TestLog.newId();
			this.routing.chosen = name;
			DataSourceTransactionManager manager = new DataSourceTransactionManager(this.routing);
			TransactionStatus status = manager.getTransaction(null);
			log.record(id, List.of("1"), log.identity());
			assertThat(resolve(log, id)).isEqualTo(TransactionResolution.UNKNOWN);
			manager.commit(status);
			assertThat(resolve(log, id)).isEqualTo(TransactionResolution.COMMIT);
		}
	}

	@Test
	void aTombstoneOfAnEarlierCheckCountsForTheNext() {
		JdbcTransactionLog log = found("a", "b");
		String id = TestLog.newId();
		database("a").jdbc()
			.update("INSERT INTO " + TestLog.TABLE + " (tx_id, state, attempts) VALUES (?, 'R', '-')", id);
		assertThat(log.lookUp(id, "1", log.identity())).isEmpty();
		assertThat(resolve(log, id)).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(states("b")).containsExactly("R");
	}

	@Test
	void aTombstoneThatAnotherInstanceWasQuickerToLeaveDoesNotSpareTheOthers() {
		JdbcTransactionLog log = found("a", "b");
		String id = TestLog.newId();
		database("a").beforePrepare = (sql) -> {
			if (sql.startsWith("INSERT")) {
				database("a").beforePrepare = (later) -> {
				};
				database("a").jdbc()
					.update("INSERT INTO " + TestLog.TABLE + " (tx_id, state, attempts) VALUES (?, 'R', '-')", id);
			}
		};
		assertThat(resolve(log, id)).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(states("b")).containsExactly("R");
	}

	@Test
	void aRowThatCommitsInTheLastOneBeforeItsTombstoneIsRead() {
		JdbcTransactionLog log = found("a", "b");
		String id = TestLog.newId();
		database("b").beforePrepare = (sql) -> {
			if (sql.startsWith("INSERT")) {
				database("b").beforePrepare = (later) -> {
				};
				database("b").jdbc()
					.update("INSERT INTO " + TestLog.TABLE + " (tx_id, state, attempts) VALUES (?, 'C', '1')", id);
			}
		};
		assertThat(resolve(log, id)).isEqualTo(TransactionResolution.COMMIT);
	}

	@Test
	void oneThatIsSilentKeepsACheckFromRollingBackAndLeavesTheOthersWithoutTombstones() {
		JdbcTransactionLog log = found("a", "b", "c");
		String committed = commit(log, "c");
		database("b").away = true;
		String lost = TestLog.newId();
		assertThat(log.hasIdentity(log.identity())).isTrue();
		assertThat(log.lookUp(lost, "1", log.identity())).contains(TransactionResolution.UNKNOWN);
		assertThat(resolve(log, lost)).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(resolve(log, committed)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(states("a")).isEmpty();
		assertThat(states("c")).containsExactly("C");
	}

	@Test
	void oneThatIsSilentIsLetAloneForAWhile() {
		JdbcTransactionLog log = found("a", "b");
		database("b").away = true;
		assertThat(resolve(log, TestLog.newId())).isEqualTo(TransactionResolution.UNKNOWN);
		database("b").away = false;
		database("b").connections.set(0);
		assertThat(resolve(log, TestLog.newId())).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(database("b").connections).hasValue(0);
		assertThat(states("a")).isEmpty();
	}

	@Test
	void whereOneIsNotKnownNothingIsAnsweredOrFenced() {
		JdbcTransactionLog log = found("a", "b");
		String id = commit(log, "a");
		String identity = log.identity() + ".another";
		assertThat(log.hasIdentity(identity)).isFalse();
		assertThat(log.lookUp(id, "1", identity)).contains(TransactionResolution.UNKNOWN);
		assertThat(log.resolve(id, "1", identity)).isEqualTo(TransactionResolution.UNKNOWN);
		String lost = TestLog.newId();
		assertThat(log.resolve(lost, "1", identity)).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(states("a")).containsExactly("C");
		assertThat(states("b")).isEmpty();
	}

	@Test
	void anInstanceThatLacksOneKnowsThatItDoes() {
		JdbcTransactionLog all = found("a", "b");
		JdbcTransactionLog some = declared(() -> Map.of("a", database("a")));
		assertThat(some.hasIdentity(all.identity())).isFalse();
		assertThat(all.hasIdentity(some.identity())).isTrue();
	}

	@Test
	void theTableIsCreatedWhenADatabaseComesThatWasAwayAtTheStart() {
		RecordingDataSource late = RecordingDataSource.memory();
		this.databases.put("late", late);
		late.away = true;
		JdbcTransactionLog log = new JdbcTransactionLog("late", late, TestLog.settings(true));
		log.prepare();
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(log::identity);
		late.away = false;
		assertThat(log.identity()).isNotEmpty();
		assertThat(states("late")).isEmpty();
	}

	@Test
	void oneThatHasNeverAnsweredIsLeftOutOfMessages() {
		found("a", "b");
		database("b").away = true;
		JdbcTransactionLog log = found();
		assertThat(log.identity()).doesNotContain(".");
		assertThat(resolve(log, commit(log, "a"))).isEqualTo(TransactionResolution.COMMIT);
		database("a").away = true;
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(found()::identity)
			.withMessageContaining("nothing was sent");
	}

	@Test
	void oneThatWasAwayAtStartIsKnownWhenItAnswers() {
		String identity = found("a", "b").identity();
		database("b").away = true;
		JdbcTransactionLog log = found();
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> log.hasIdentity(identity));
		database("b").away = false;
		JdbcTransactionLog later = found();
		database("a").away = true;
		assertThat(later.hasIdentity(identity)).isTrue();
	}

	@Test
	void aRowInOneThatNobodyWouldAskIsRefused() {
		JdbcTransactionLog all = found("a", "elsewhere");
		JdbcTransactionLog some = declared(() -> Map.of("a", database("a")));
		assertThat(resolve(some, commit(some, "a"))).isEqualTo(TransactionResolution.COMMIT);
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> commit(some, "elsewhere"))
			.withMessageContaining("none of those");
		assertThat(states("elsewhere")).isEmpty();
		assertThat(all.identity()).contains(some.identity());
	}

	@Test
	void oneThatTakesThePlaceOfAnotherIsAskedInItsPlace() {
		Map<String, DataSource> targets = new LinkedHashMap<>();
		found("a", "b");
		targets.put("x", database("a"));
		targets.put("y", database("b"));
		JdbcTransactionLog log = declared(() -> targets);
		String before = log.identity();
		RecordingDataSource other = RecordingDataSource.memory();
		this.databases.put("c", other);
		targets.put("y", other);
		assertThat(log.identity()).isNotEqualTo(before);
		assertThat(log.hasIdentity(before)).isFalse();
		assertThat(resolve(log, commit(log, "c"))).isEqualTo(TransactionResolution.COMMIT);
		targets.put("y", database("b"));
		assertThat(log.identity()).isEqualTo(before);
	}

	@Test
	void oneThatIsNamedBeforehandIsTheOnlyOneThatIsAsked() {
		found("a", "b");
		JdbcTransactionLog log = named();
		this.current.set("b");
		String identity = log.identity();
		String id = commit(log, "b");
		database("a").connections.set(0);
		assertThat(identity).doesNotContain(".");
		assertThat(log.resolve(id, "1", identity)).isEqualTo(TransactionResolution.COMMIT);
		assertThat(log.resolve(TestLog.newId(), "1", identity)).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(database("a").connections).hasValue(0);
		this.current.set("x");
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(log::identity)
			.withMessageContaining("DataSourceTargets.current()");
	}

	@Test
	void aMessageNamesSixteenAtMost() {
		String[] names = IntStream.range(0, 16).mapToObj((i) -> "t" + i).toArray(String[]::new);
		JdbcTransactionLog log = found(names);
		assertThat(log.identity().split("\\.")).hasSize(16);
		JdbcTransactionLog more = found("another");
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(more::identity)
			.withMessageContaining("17 databases");
	}

	@Test
	void oldRowsGoInAllOfThemThoughOneIsAway() {
		JdbcTransactionLog log = found("a", "b", "c");
		for (String name : this.databases.keySet()) {
			commit(log, name);
			age(name);
		}
		database("b").away = true;
		Instant later = Instant.now().plus(TestLog.RETENTION).plusSeconds(60);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> log.purge(later));
		assertThat(states("a")).isEmpty();
		assertThat(states("c")).isEmpty();
		for (int i = 0; i < TestLog.BATCH; i++) {
			commit(log, "a");
		}
		age("a");
		// There may be more, so it is called again at once.
		assertThat(log.purge(later)).isEqualTo(TestLog.BATCH);
		database("b").away = false;
		assertThat(log.purge(later)).isOne();
		assertThat(states("b")).isEmpty();
	}

	private JdbcTransactionLog found(String... more) {
		for (String name : more) {
			this.databases.put(name, RecordingDataSource.memory());
		}
		this.routing.setTargetDataSources(new LinkedHashMap<>(this.databases));
		this.routing.afterPropertiesSet();
		return prepared(DataSourceTargets.of(this.routing));
	}

	/** Chooses as the others do, and says so itself. */
	private JdbcTransactionLog declared(DataSourceTargets targets) {
		return prepared(targets);
	}

	private JdbcTransactionLog named() {
		return prepared(new DataSourceTargets() {
			@Override
			public Map<String, DataSource> all() {
				return new LinkedHashMap<>(SeveralDatabasesTests.this.databases);
			}

			@Override
			public @Nullable String current() {
				return SeveralDatabasesTests.this.current.get();
			}
		});
	}

	private JdbcTransactionLog prepared(DataSourceTargets targets) {
		JdbcTransactionLog log = new JdbcTransactionLog("default", this.routing, TestLog.settings(true), targets);
		log.prepare();
		return log;
	}

	private String commit(JdbcTransactionLog log, String database) {
		String id = TestLog.newId();
		commit(log, database, id);
		return id;
	}

	private void commit(JdbcTransactionLog log, String database, String id) {
		String identity = log.identity();
		this.routing.setTargetDataSources(new LinkedHashMap<>(this.databases));
		this.routing.afterPropertiesSet();
		this.routing.chosen = database;
		this.transaction.executeWithoutResult((status) -> {
			log.record(id, List.of("1"), identity);
			assertThat(log.isRecorded(id, identity)).contains(true);
		});
	}

	private static TransactionResolution resolve(JdbcTransactionLog log, String id) {
		return log.resolve(id, "1", log.identity());
	}

	private RecordingDataSource database(String name) {
		return Objects.requireNonNull(this.databases.get(name));
	}

	private List<String> states(String name) {
		return TestLog.states(database(name));
	}

	private void age(String name) {
		database(name).jdbc()
			.update("UPDATE " + TestLog.TABLE + " SET created_at = TIMESTAMP '2024-02-29 12:00:00'"
					+ " WHERE state = 'C'");
	}

	/** Chooses what the test says. */
	private static final class Routing extends AbstractRoutingDataSource {

		private @Nullable String chosen;

		@Override
		protected @Nullable Object determineCurrentLookupKey() {
			return this.chosen;
		}

	}

}
