package io.github.rocketmqhttp.listener.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.jdbc.RecordingDataSource;
import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.listener.InboxCollisionException;
import io.github.rocketmqhttp.listener.InboxEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A message is noted once, with the effect of its listener or not at all.
 */
class JdbcInboxTests {

	private static final String GROUP = "GID_billing";

	private static final String TABLE = JdbcInboxSettings.DEFAULT_TABLE_NAME;

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final int BATCH = 2;

	private final RecordingDataSource database = RecordingDataSource.memory();

	private final RecordingDataSource second = RecordingDataSource.memory();

	private final JdbcInbox inbox = inbox(NOW);

	@AfterEach
	void shutDown() {
		for (RecordingDataSource dataSource : List.of(this.database, this.second)) {
			dataSource.away = false;
			dataSource.jdbc().execute("SHUTDOWN");
		}
	}

	@Test
	void aMessageIsNotedOnceForEachGroup() {
		assertThat(this.inbox.contains(GROUP, "key")).isFalse();
		record(GROUP, "key");
		assertThat(this.inbox.contains(GROUP, "key")).isTrue();
		assertThatExceptionOfType(InboxCollisionException.class).isThrownBy(() -> record(GROUP, "key"));
		record("GID_shipping", "key");
		record(GROUP, "KEY");
		assertThat(keys(this.database)).containsExactly("KEY", "key", "key");
	}

	@Test
	void whatIsRolledBackWasNeverNoted() {
		transaction(this.database).executeWithoutResult((status) -> {
			this.inbox.record(GROUP, "key");
			assertThat(this.inbox.contains(GROUP, "key")).as("looked at from outside").isFalse();
			status.setRollbackOnly();
		});
		assertThat(this.inbox.contains(GROUP, "key")).isFalse();
	}

	@Test
	void outsideOfTheTransactionNothingIsNoted() {
		assertThatIllegalStateException().isThrownBy(() -> this.inbox.record(GROUP, "key"))
			.withMessageContaining("no transaction of its data source");
		transaction(this.second).executeWithoutResult(
				(status) -> assertThatIllegalStateException().isThrownBy(() -> this.inbox.record(GROUP, "key"))
					.withMessageContaining("no transaction of its data source"));
		transaction(this.database).executeWithoutResult((status) -> {
			setAutoCommit(true);
			assertThatIllegalStateException().isThrownBy(() -> this.inbox.record(GROUP, "key"))
				.withMessageContaining("auto-commit");
			setAutoCommit(false);
		});
		assertThat(keys(this.database)).isEmpty();
	}

	@Test
	void aDeliveryThatAnotherOneIsAheadOfCollides() {
		transaction(this.database).executeWithoutResult((status) -> {
			this.inbox.record(GROUP, "key");
			TransactionTemplate other = transaction(this.database);
			other.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
			assertThatExceptionOfType(InboxCollisionException.class)
				.isThrownBy(() -> other.executeWithoutResult((inner) -> this.inbox.record(GROUP, "key")));
		});
		assertThat(keys(this.database)).containsExactly("key");
	}

	@Test
	void aRowThatIsLockedIsNotThereYetAndAnyOtherFailureIsNoAnswer() {
		record(GROUP, "key");
		for (RuntimeException locked : List.of(new QueryTimeoutException("locked"),
				new CannotAcquireLockException("locked"))) {
			this.database.beforePrepare = (sql) -> {
				throw locked;
			};
			assertThat(this.inbox.contains(GROUP, "key")).isFalse();
		}
		this.database.away = true;
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.inbox.contains(GROUP, "key"));
	}

	@Test
	void everyStatementHasTheTimeOutOfTheSettings() {
		this.database.timeouts.clear();
		record(GROUP, "key");
		assertThat(this.database.timeouts).containsExactly(5, 0);
		this.database.timeouts.clear();
		this.inbox.contains(GROUP, "key");
		assertThat(this.database.timeouts).containsExactly(5, 0);
	}

	@Test
	void aRowGoesWithinAMinuteAfterItsRetentionBatchByBatch() {
		JdbcInbox old = inbox(NOW.minus(JdbcInboxSettings.MIN_RETENTION));
		for (String key : List.of("a", "b", "c")) {
			record(this.database, old, GROUP, key);
		}
		JdbcInbox later = inbox(NOW.plus(Duration.ofMinutes(2)));
		record(this.database, later, GROUP, "new");
		assertThat(later.purge(NOW)).isZero();
		assertThat(later.purge(NOW.plus(Duration.ofMinutes(1)))).isEqualTo(BATCH);
		assertThat(later.purge(NOW.plus(Duration.ofMinutes(1)))).isOne();
		assertThat(keys(this.database)).containsExactly("new");
	}

	/**
	 * Two instances purge at the same time, and a copy of a message comes in between.
	 */
	@Test
	void aMessageThatIsNotedAnewWhileAPurgeHasItsFormerRowSelectedStays() {
		record(this.database, inbox(NOW.minus(JdbcInboxSettings.MIN_RETENTION)), GROUP, "key");
		JdbcInbox later = inbox(NOW.plus(Duration.ofMinutes(2)));
		record(this.database, later, GROUP, "new");
		this.database.beforePrepare = (sql) -> {
			if (sql.startsWith("DELETE")) {
				this.database.beforePrepare = (next) -> {
				};
				this.database.jdbc().update("DELETE FROM " + TABLE + " WHERE message_key = 'key'");
				record(this.database, later, GROUP, "key");
			}
		};
		assertThat(later.purge(NOW.plus(Duration.ofMinutes(1)))).isZero();
		assertThat(later.contains(GROUP, "key")).isTrue();
	}

	@Test
	void whatWasNeverConfirmedGoesAfterItsRetentionToo() {
		JdbcInbox old = inbox(NOW.minus(JdbcInboxSettings.MIN_RETENTION));
		transaction(this.database).executeWithoutResult((status) -> old.record(GROUP, "old"));
		transaction(this.database).executeWithoutResult((status) -> this.inbox.record(GROUP, "unconfirmed"));
		JdbcInbox later = inbox(NOW.plus(Duration.ofMinutes(2)));
		record(this.database, later, GROUP, "new");
		assertThat(later.purge(NOW.plus(Duration.ofMinutes(1)))).isOne();
		assertThat(keys(this.database)).containsExactly("new", "unconfirmed");
	}

	@Test
	void aMachineWhoseClockIsDaysAheadPurgesNothingThatIsNeeded() {
		record(GROUP, "new");
		assertThat(this.inbox.purge(NOW.plus(Duration.ofDays(3650)))).isZero();
		assertThat(keys(this.database)).containsExactly("new");
	}

	@Test
	void whatWasCommittedInTheMiddleIsWithdrawnOnce() {
		AtomicReference<@Nullable InboxEntry> noted = new AtomicReference<>();
		transaction(this.database).executeWithoutResult((status) -> {
			noted.set(this.inbox.record(GROUP, "key"));
			onConnection(Connection::commit);
			status.setRollbackOnly();
		});
		InboxEntry entry = Objects.requireNonNull(noted.get());
		assertThat(this.inbox.contains(GROUP, "key")).as("not confirmed").isFalse();
		assertThat(keys(this.database)).containsExactly("key");
		assertThat(this.inbox.withdraw(entry)).isTrue();
		assertThat(this.inbox.withdraw(entry)).isFalse();
		assertThat(keys(this.database)).isEmpty();
	}

	@Test
	void whatAnotherDeliveryOfTheMessageHasNotedStays() {
		AtomicReference<@Nullable InboxEntry> noted = new AtomicReference<>();
		transaction(this.database).executeWithoutResult((status) -> {
			noted.set(this.inbox.record(GROUP, "key"));
			status.setRollbackOnly();
		});
		record(GROUP, "key");
		assertThat(this.inbox.withdraw(Objects.requireNonNull(noted.get()))).isFalse();
		assertThat(keys(this.database)).containsExactly("key");
	}

	@Test
	void whatIsLockedIsNotWithdrawn() {
		InboxEntry entry = new InboxEntry(GROUP, "key", NOW);
		this.database.beforePrepare = (sql) -> {
			throw new QueryTimeoutException("locked");
		};
		assertThat(this.inbox.withdraw(entry)).isFalse();
		this.database.away = true;
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.inbox.withdraw(entry));
	}

	@Test
	void whatTheDatabaseHasRolledBackByItselfIsMissed() {
		transaction(this.database).executeWithoutResult((status) -> {
			List<InboxEntry> entries = new ArrayList<>(
					List.of(this.inbox.record(GROUP, "a"), this.inbox.record(GROUP, "b")));
			assertThat(this.inbox.confirm(entries)).isTrue();
			onConnection(Connection::rollback);
			assertThat(this.inbox.confirm(entries)).isFalse();
			entries.set(0, this.inbox.record(GROUP, "a"));
			assertThat(this.inbox.confirm(entries)).as("one of two").isFalse();
		});
	}

	/**
	 * As if the process had died, or the database had been away.
	 */
	@Test
	void whatWasCommittedInTheMiddleAndNeverConfirmedIsRecoveredAfterAWhile() {
		transaction(this.database).executeWithoutResult((status) -> this.inbox.record(GROUP, "key"));
		record(GROUP, "confirmed");
		assertThat(inbox(NOW.plus(Duration.ofMinutes(2))).recover(GROUP, "key")).as("may still run").isFalse();
		JdbcInbox later = inbox(NOW.plus(Duration.ofMinutes(3)));
		assertThat(later.recover(GROUP, "confirmed")).isFalse();
		assertThat(later.recover("GID_other", "key")).isFalse();
		assertThat(later.recover(GROUP, "key")).isTrue();
		assertThat(later.recover(GROUP, "key")).isFalse();
		assertThat(keys(this.database)).containsExactly("confirmed");
	}

	/**
	 * The first call has outlived its message's invisible time.
	 */
	@Test
	void aCallWhoseRowAnotherDeliveryHasTakenOverCannotConfirmIt() {
		transaction(this.database).executeWithoutResult((status) -> {
			InboxEntry first = this.inbox.record(GROUP, "key");
			onConnection(Connection::commit);
			assertThat(inbox(NOW.plus(Duration.ofMinutes(3))).recover(GROUP, "key")).isTrue();
			TransactionTemplate other = transaction(this.database);
			other.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
			other.executeWithoutResult(
					(inner) -> assertThat(this.inbox.confirm(List.of(this.inbox.record(GROUP, "key")))).isTrue());
			assertThat(this.inbox.confirm(List.of(first))).isFalse();
		});
		assertThat(this.inbox.contains(GROUP, "key")).isTrue();
	}

	@Test
	void aTransactionThatNobodyCompletesIsRolledBack() {
		transaction(this.database).executeWithoutResult((status) -> {
			this.inbox.record(GROUP, "key");
			this.inbox.rollBack();
		});
		assertThat(keys(this.database)).isEmpty();
		this.inbox.rollBack();
	}

	/**
	 * Whatever a commit reports: what it has committed was confirmed before.
	 */
	@Test
	void whatIsConfirmedIsWithdrawnOnlyIfItWasRolledBack() {
		for (boolean commits : new boolean[] { true, false }) {
			AtomicReference<@Nullable InboxEntry> noted = new AtomicReference<>();
			transaction(this.database).executeWithoutResult((status) -> {
				InboxEntry entry = this.inbox.record(GROUP, "key-" + commits);
				noted.set(entry);
				onConnection(Connection::commit);
				assertThat(this.inbox.confirm(List.of(entry))).isTrue();
				if (!commits) {
					status.setRollbackOnly();
				}
			});
			assertThat(this.inbox.withdraw(Objects.requireNonNull(noted.get()))).isEqualTo(!commits);
		}
		assertThat(keys(this.database)).containsExactly("key-true");
	}

	@Test
	void itIsForTheManagerOfItsDataSource() {
		assertThat(this.inbox.isFor(new DataSourceTransactionManager(this.database))).isTrue();
		assertThat(this.inbox.isFor(new DataSourceTransactionManager(this.second))).isFalse();
		assertThat(this.inbox.isRouted()).isFalse();
		assertThat(this.inbox.isPrepared()).isTrue();
		assertThat(new JdbcInbox(this.database, settings()).isPrepared()).isFalse();
	}

	@Test
	void ofSeveralDatabasesEachHasARowAndAllAreAsked() {
		Routing routing = new Routing(targets());
		JdbcInbox routed = new JdbcInbox(routing, settings());
		routed.prepare();
		assertThat(routed.isRouted()).isTrue();
		for (String name : List.of("a", "b")) {
			routing.chosen = name;
			record(routing, routed, GROUP, name);
			routing.chosen = "a";
			assertThat(routed.contains(GROUP, name)).isTrue();
		}
		assertThat(keys(this.database)).containsExactly("a");
		assertThat(keys(this.second)).containsExactly("b");
	}

	@Test
	void theDatabaseThatIsNamedBeforehandIsTheOnlyOneThatIsAsked() {
		AtomicReference<@Nullable String> current = new AtomicReference<>("b");
		JdbcInbox named = new JdbcInbox(new Routing(targets()), settings(), targets(targets(), current));
		named.prepare();
		record(GROUP, "key");
		this.database.connections.set(0);
		assertThat(named.isRouted()).isFalse();
		assertThat(named.contains(GROUP, "key")).isFalse();
		assertThat(this.database.connections).hasValue(0);
		record(this.second, second(), GROUP, "other");
		assertThat(named.contains(GROUP, "other")).isTrue();
		current.set(null);
		assertThat(named.contains(GROUP, "key")).isTrue();
		current.set("x");
		assertThatIllegalStateException().isThrownBy(() -> named.contains(GROUP, "key"))
			.withMessageContaining("DataSourceTargets.current()");
	}

	@Test
	void aTransactionInADatabaseThatWouldNotBeAskedIsRefused() {
		Map<String, DataSource> listed = new LinkedHashMap<>(Map.of("a", this.database));
		AtomicReference<@Nullable String> current = new AtomicReference<>();
		Routing routing = new Routing(targets());
		JdbcInbox declared = new JdbcInbox(routing, settings(), targets(listed, current));
		declared.prepare();
		routing.chosen = "b";
		TransactionTemplate transaction = transaction(routing);
		assertThatIllegalStateException()
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> declared.record(GROUP, "key")))
			.withMessageContaining("none of those that would be asked about it");
		listed.put("b", this.second);
		second().prepare();
		current.set("a");
		declared.locate();
		assertThatIllegalStateException()
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> declared.record(GROUP, "key")))
			.withMessageContaining("none of those that would be asked about it");
		assertThat(keys(this.second)).isEmpty();
		current.set("b");
		transaction.executeWithoutResult((status) -> declared.record(GROUP, "key"));
		assertThat(keys(this.second)).containsExactly("key");
	}

	@Test
	void aSchemaThatIsNotListedIsRefused() {
		this.database.jdbc().execute("CREATE SCHEMA tenant");
		this.database.jdbc().execute("CREATE TABLE tenant." + TABLE + " AS SELECT * FROM " + TABLE + " WHERE 1 = 0");
		JdbcInbox declared = new JdbcInbox(this.database, settings(), targets(targets(), new AtomicReference<>()));
		declared.prepare();
		transaction(this.database).executeWithoutResult((status) -> {
			declared.record(GROUP, "key");
			onConnection((connection) -> connection.setSchema("TENANT"));
			assertThatIllegalStateException().isThrownBy(() -> declared.record(GROUP, "other"))
				.withMessageContaining("none of those that would be asked about it");
		});
	}

	/**
	 * Looking where it is takes a connection, which a pool of one could not give while
	 * the transaction has it.
	 */
	@Test
	void oneThatWasAwayAtTheStartIsUsedFromTheSecondMessageOnWithoutAnotherConnection() {
		Routing routing = new Routing(targets());
		JdbcInbox routed = new JdbcInbox(routing, settings());
		second().prepare();
		this.second.away = true;
		routed.prepare();
		this.second.away = false;
		routing.chosen = "b";
		TransactionTemplate transaction = transaction(routing);
		this.second.connections.set(0);
		routed.locate();
		assertThat(this.second.connections).as("not asked for each message").hasValue(0);
		assertThatIllegalStateException()
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> routed.record(GROUP, "key")))
			.withMessageContaining("is asked again before the next message");
		routed.locate();
		this.second.connections.set(0);
		transaction.executeWithoutResult((status) -> routed.record(GROUP, "key"));
		assertThat(this.second.connections).hasValue(1);
		assertThat(keys(this.second)).containsExactly("key");
	}

	@Test
	void theTableIsCreatedWhenADatabaseComesThatWasAwayAtTheStart() {
		JdbcInbox late = second();
		this.second.away = true;
		late.prepare();
		late.locate();
		this.second.away = false;
		late.locate();
		record(this.second, late, GROUP, "key");
		this.second.connections.set(0);
		late.locate();
		assertThat(this.second.connections).as("once").hasValue(0);
		assertThat(keys(this.second)).containsExactly("key");
	}

	@Test
	void oldRowsGoInAllDatabasesThoughOneIsAway() {
		Routing routing = new Routing(targets());
		JdbcInbox routed = new JdbcInbox(routing, settings());
		routed.prepare();
		for (String key : List.of("1", "2", "3")) {
			routing.chosen = "b";
			record(routing, routed, GROUP, key);
		}
		Instant later = Instant.now().plus(JdbcInboxSettings.MIN_RETENTION).plusSeconds(180);
		JdbcInbox running = new JdbcInbox(this.second, settings(), InstantSource.fixed(later));
		record(this.second, running, GROUP, "new");
		this.database.away = true;
		// There may be more, so it is called again at once.
		assertThat(routed.purge(later)).isEqualTo(BATCH);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> routed.purge(later));
		assertThat(keys(this.second)).containsExactly("new");
	}

	@Test
	void settingsAreInTheirRange() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> settings(Duration.ofSeconds(31), JdbcInboxSettings.MIN_RETENTION, BATCH))
			.withMessageContaining("wait timeout");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> settings(Duration.ofSeconds(30), JdbcInboxSettings.MIN_RETENTION.minusMillis(1), BATCH))
			.withMessageContaining("retention");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> settings(Duration.ofSeconds(30), JdbcInboxSettings.MIN_RETENTION, 0))
			.withMessageContaining("batch size");
	}

	private JdbcInbox second() {
		return new JdbcInbox(this.second, settings());
	}

	private static DataSourceTargets targets(Map<String, DataSource> all, AtomicReference<@Nullable String> current) {
		return new DataSourceTargets() {
			@Override
			public Map<String, DataSource> all() {
				return all;
			}

			@Override
			public @Nullable String current() {
				return current.get();
			}
		};
	}

	private Map<String, DataSource> targets() {
		Map<String, DataSource> targets = new LinkedHashMap<>();
		targets.put("a", this.database);
		targets.put("b", this.second);
		return targets;
	}

	private void record(String group, String key) {
		record(this.database, this.inbox, group, key);
	}

	/** As a listener does it. */
	private static void record(DataSource dataSource, JdbcInbox inbox, String group, String key) {
		transaction(dataSource)
			.executeWithoutResult((status) -> assertThat(inbox.confirm(List.of(inbox.record(group, key)))).isTrue());
	}

	private JdbcInbox inbox(Instant now) {
		JdbcInbox prepared = new JdbcInbox(this.database, settings(), InstantSource.fixed(now));
		prepared.prepare();
		return prepared;
	}

	private static JdbcInboxSettings settings() {
		return settings(Duration.ofSeconds(5), JdbcInboxSettings.MIN_RETENTION, BATCH);
	}

	private static JdbcInboxSettings settings(Duration waitTimeout, Duration retention, int batchSize) {
		return new JdbcInboxSettings(TABLE, SchemaInitialization.ALWAYS, waitTimeout, retention, Duration.ofMinutes(10),
				batchSize);
	}

	private static TransactionTemplate transaction(DataSource dataSource) {
		return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
	}

	private static List<String> keys(RecordingDataSource database) {
		return database.jdbc().queryForList("SELECT message_key FROM " + TABLE + " ORDER BY message_key", String.class);
	}

	private void setAutoCommit(boolean on) {
		onConnection((connection) -> connection.setAutoCommit(on));
	}

	private void onConnection(ConnectionWork work) {
		try {
			work.run(DataSourceUtils.getConnection(this.database));
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
	}

	/** What some database or other code does to the connection of the transaction. */
	@FunctionalInterface
	private interface ConnectionWork {

		void run(Connection connection) throws SQLException;

	}

	/** Chooses what the test says. */
	private static final class Routing extends AbstractRoutingDataSource {

		private @Nullable String chosen;

		Routing(Map<String, DataSource> targets) {
			setTargetDataSources(new LinkedHashMap<>(targets));
			afterPropertiesSet();
		}

		@Override
		protected @Nullable Object determineCurrentLookupKey() {
			return this.chosen;
		}

	}

}
