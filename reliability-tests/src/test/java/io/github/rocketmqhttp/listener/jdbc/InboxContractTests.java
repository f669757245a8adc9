package io.github.rocketmqhttp.listener.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.jdbc.TablePurger;
import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.InboxCollisionException;
import io.github.rocketmqhttp.listener.InboxEntry;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the inbox promises on every database, alone and while another delivery of the same
 * message is being handled.
 */
class InboxContractTests {

	private static final String GROUP = "GID_billing";

	private static final String TABLE = JdbcInboxSettings.DEFAULT_TABLE_NAME;

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final Duration SOON = Duration.ofSeconds(30);

	private final ExecutorService others = Executors.newCachedThreadPool();

	@AfterEach
	void stop() throws InterruptedException {
		this.others.shutdownNow();
		assertThat(this.others.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	@EachDatabase
	void aMessageIsNotedOnceForEachGroup(TestDatabase database) {
		JdbcInbox inbox = inbox(database);
		TransactionTemplate transaction = transaction(database);

		assertThat(inbox.contains(GROUP, "key")).isFalse();
		transaction.executeWithoutResult((status) -> note(inbox, GROUP, "key"));

		assertThat(inbox.contains(GROUP, "key")).isTrue();
		assertThatExceptionOfType(InboxCollisionException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> note(inbox, GROUP, "key")));
		transaction.executeWithoutResult((status) -> note(inbox, "GID_shipping", "key"));
		transaction.executeWithoutResult((status) -> note(inbox, GROUP, "KEY"));
		assertThat(rows(database)).isEqualTo(3);
	}

	@EachDatabase
	void whatIsRolledBackWasNeverNoted(TestDatabase database) {
		JdbcInbox inbox = inbox(database);
		transaction(database).executeWithoutResult((status) -> {
			note(inbox, GROUP, "key");
			assertThat(inbox.contains(GROUP, "key")).as("looked at from outside").isFalse();
			status.setRollbackOnly();
		});
		assertThat(inbox.contains(GROUP, "key")).isFalse();
		transaction(database).executeWithoutResult((status) -> note(inbox, GROUP, "key"));
	}

	@EachDatabase
	void theLongestKeyFits(TestDatabase database) {
		JdbcInbox inbox = inbox(database);
		String key = "x".repeat(Inbox.MAX_KEY_LENGTH);
		transaction(database).executeWithoutResult((status) -> note(inbox, "G".repeat(64), key));
		assertThat(inbox.contains("G".repeat(64), key)).isTrue();
	}

	@EachDatabase
	void aSecondDeliveryWaitsForTheFirstAndCollidesWithItsCommit(TestDatabase database) throws Exception {
		JdbcInbox inbox = inbox(database);
		for (int isolation : List.of(TransactionDefinition.ISOLATION_READ_COMMITTED,
				TransactionDefinition.ISOLATION_REPEATABLE_READ, TransactionDefinition.ISOLATION_SERIALIZABLE)) {
			String key = "key-" + isolation;
			Future<?> second;
			try (Delivery first = new Delivery(database, inbox, key)) {
				second = deliver(database, inbox, key, isolation);
				assertThat(second.isDone()).isFalse();
				first.end(true);
			}
			assertThat(second).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(InboxCollisionException.class);
			assertThat(inbox.contains(GROUP, key)).isTrue();
		}
	}

	@EachDatabase
	void aSecondDeliveryGoesAheadWhenTheFirstIsRolledBack(TestDatabase database) throws Exception {
		JdbcInbox inbox = inbox(database);
		Future<?> second;
		try (Delivery first = new Delivery(database, inbox, "key")) {
			second = deliver(database, inbox, "key", TransactionDefinition.ISOLATION_READ_COMMITTED);
			first.end(false);
		}
		assertThat(second).succeedsWithin(SOON);
		assertThat(inbox.contains(GROUP, "key")).isTrue();
	}

	@EachDatabase
	void aSecondDeliveryDoesNotWaitForEver(TestDatabase database) throws Exception {
		JdbcInbox inbox = inbox(database, Duration.ofSeconds(1), NOW);
		try (Delivery first = new Delivery(database, inbox, "key")) {
			Future<?> second = deliver(database, inbox, "key", TransactionDefinition.ISOLATION_DEFAULT);
			assertThat(second).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(InboxCollisionException.class);
			assertThat(inbox.contains(GROUP, "key")).as("so it comes back").isFalse();
			first.end(true);
		}
	}

	@EachDatabase
	void outsideOfATransactionNothingIsNoted(TestDatabase database) {
		JdbcInbox inbox = inbox(database);
		assertThatIllegalStateException().isThrownBy(() -> inbox.record(GROUP, "key"))
			.withMessageContaining("no transaction of its data source");
		assertThat(rows(database)).isZero();
	}

	@EachDatabase
	void aRowGoesWithinAMinuteAfterItsRetention(TestDatabase database) {
		JdbcInbox old = inbox(database, Duration.ofSeconds(5), NOW.minus(JdbcInboxSettings.MIN_RETENTION));
		transaction(database).executeWithoutResult((status) -> {
			for (int i = 0; i < 5; i++) {
				note(old, GROUP, "old-" + i);
			}
		});
		JdbcInbox inbox = inbox(database, Duration.ofSeconds(5), NOW.plus(Duration.ofMinutes(2)));
		transaction(database).executeWithoutResult((status) -> note(inbox, GROUP, "new"));

		new TablePurger(List.of(inbox), InstantSource.fixed(NOW)).purge(inbox);
		assertThat(rows(database)).isEqualTo(6);

		new TablePurger(List.of(inbox), InstantSource.fixed(NOW.plus(Duration.ofMinutes(1)))).purge(inbox);
		assertThat(rows(database)).isEqualTo(1);
		assertThat(inbox.contains(GROUP, "new")).isTrue();
	}

	/**
	 * Table definitions commit by themselves on MariaDB and H2; on PostgreSQL somebody
	 * commits the connection.
	 */
	@EachDatabase
	void whatIsCommittedInTheMiddleIsWithdrawnUnlessItIsConfirmedAndCommitted(TestDatabase database) {
		JdbcInbox inbox = inbox(database);
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		for (String end : List.of("fails", "rolls back", "commits")) {
			AtomicReference<@Nullable InboxEntry> noted = new AtomicReference<>();
			transaction(database).executeWithoutResult((status) -> {
				noted.set(inbox.record(GROUP, end));
				jdbc.execute("CREATE TABLE report_" + end.length() + " (id INT)");
				if (database.kind() == DatabaseKind.POSTGRESQL) {
					jdbc.execute("COMMIT");
				}
				if (!end.equals("fails")) {
					assertThat(inbox.confirm(List.of(Objects.requireNonNull(noted.get())))).isTrue();
				}
				if (!end.equals("commits")) {
					status.setRollbackOnly();
				}
			});
			InboxEntry entry = Objects.requireNonNull(noted.get());
			assertThat(inbox.contains(GROUP, end)).isEqualTo(end.equals("commits"));
			assertThat(inbox.withdraw(entry)).as(end).isEqualTo(!end.equals("commits"));
			assertThat(inbox.withdraw(entry)).isFalse();
			assertThat(inbox.contains(GROUP, end)).isEqualTo(end.equals("commits"));
		}
	}

	/**
	 * While a second delivery is at work, withdrawing neither waits for it nor disturbs
	 * it.
	 */
	@EachDatabase
	void whatAnotherDeliveryNotesIsNotWithdrawn(TestDatabase database) throws Exception {
		JdbcInbox inbox = inbox(database);
		AtomicReference<@Nullable InboxEntry> noted = new AtomicReference<>();
		transaction(database).executeWithoutResult((status) -> {
			noted.set(inbox.record(GROUP, "key"));
			status.setRollbackOnly();
		});
		InboxEntry entry = Objects.requireNonNull(noted.get());
		try (Delivery second = new Delivery(database, inbox, "key")) {
			assertThat(inbox.withdraw(entry)).isFalse();
			second.end(true);
		}
		assertThat(inbox.withdraw(entry)).isFalse();
		assertThat(inbox.contains(GROUP, "key")).isTrue();
	}

	@EachDatabase
	void whatTheDatabaseHasRolledBackByItselfIsMissed(TestDatabase database) {
		JdbcInbox inbox = inbox(database);
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		transaction(database).executeWithoutResult((status) -> {
			List<InboxEntry> entries = List.of(inbox.record(GROUP, "a"), inbox.record(GROUP, "b"));
			assertThat(inbox.confirm(entries)).isTrue();
			jdbc.execute("ROLLBACK");
			assertThat(inbox.confirm(entries)).isFalse();
		});
	}

	@EachDatabase
	void theTableMayHaveAnotherNameInAnotherSchema(TestDatabase database) {
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.execute("CREATE SCHEMA audit");
		try {
			JdbcInbox inbox = new JdbcInbox(database.dataSource(), settings("audit.seen", Duration.ofSeconds(5)));
			inbox.prepare();
			inbox.prepare();
			transaction(database).executeWithoutResult((status) -> note(inbox, GROUP, "key"));
			assertThat(jdbc.queryForList("SELECT message_key FROM audit.seen", String.class)).containsExactly("key");
		}
		finally {
			// MariaDB's schemas are databases, which outlive the test's own.
			jdbc.execute("DROP SCHEMA audit" + ((database.kind() == DatabaseKind.MARIADB) ? "" : " CASCADE"));
		}
	}

	/**
	 * H2 reads the dialects of these products; the products themselves are not tested.
	 */
	@ParameterizedTest
	@CsvSource({ "Oracle, schema-oracle.sql", "MSSQLServer, schema-sqlserver.sql", "MySQL, schema-mysql.sql" })
	void theScriptsOfOtherProductsAreReadableInTheirDialect(String mode, String script) throws Exception {
		DataSource memory = new DriverManagerDataSource(
				"jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=" + mode);
		JdbcTemplate jdbc = new JdbcTemplate(memory);
		String sql = new ClassPathResource(script, JdbcInbox.class).getContentAsString(StandardCharsets.UTF_8);
		// What H2 does not know of them: collations.
		jdbc.execute(sql.replaceAll(" COLLATE Latin1_General_BIN2| COLLATE ascii_bin", ""));
		JdbcInbox inbox = new JdbcInbox(memory, JdbcInboxSettings.DEFAULTS);
		inbox.prepare();
		new TransactionTemplate(new DataSourceTransactionManager(memory))
			.executeWithoutResult((status) -> note(inbox, GROUP, "key"));
		assertThat(inbox.contains(GROUP, "key")).isTrue();
		jdbc.execute("SHUTDOWN");
	}

	private static JdbcInbox inbox(TestDatabase database) {
		return inbox(database, Duration.ofSeconds(20), NOW);
	}

	private static JdbcInbox inbox(TestDatabase database, Duration waitTimeout, Instant now) {
		if (database.kind() == DatabaseKind.H2) {
			// H2 gives up a lock after 2 s, too soon for a busy machine.
			new JdbcTemplate(database.dataSource()).execute("SET DEFAULT_LOCK_TIMEOUT 20000");
		}
		JdbcInbox inbox = new JdbcInbox(database.dataSource(), settings(TABLE, waitTimeout), InstantSource.fixed(now));
		inbox.prepare();
		return inbox;
	}

	private static JdbcInboxSettings settings(String table, Duration waitTimeout) {
		return new JdbcInboxSettings(table, SchemaInitialization.ALWAYS, waitTimeout, JdbcInboxSettings.MIN_RETENTION,
				Duration.ofMinutes(10), 2);
	}

	private static TransactionTemplate transaction(TestDatabase database) {
		return new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()));
	}

	private static int rows(TestDatabase database) {
		Integer count = new JdbcTemplate(database.dataSource()).queryForObject("SELECT COUNT(*) FROM " + TABLE,
				Integer.class);
		return (count != null) ? count : -1;
	}

	private Future<?> deliver(TestDatabase database, JdbcInbox inbox, String key, int isolation) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Future<?> delivery = this.others.submit(() -> {
			TransactionTemplate transaction = transaction(database);
			transaction.setIsolationLevel(isolation);
			transaction.executeWithoutResult((status) -> {
				begun.countDown();
				note(inbox, GROUP, key);
			});
		});
		assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return delivery;
	}

	/**
	 * As a listener does it, without work in between.
	 */
	private static void note(JdbcInbox inbox, String group, String key) {
		assertThat(inbox.confirm(List.of(inbox.record(group, key)))).isTrue();
	}

	/**
	 * A delivery that stands still after it has noted its message.
	 */
	private final class Delivery implements AutoCloseable {

		private final CountDownLatch recorded = new CountDownLatch(1);

		private final CountDownLatch ended = new CountDownLatch(1);

		private final Future<?> delivery;

		private volatile boolean commit;

		Delivery(TestDatabase database, JdbcInbox inbox, String key) throws InterruptedException {
			this.delivery = InboxContractTests.this.others
				.submit(() -> transaction(database).executeWithoutResult((status) -> {
					InboxEntry entry = inbox.record(GROUP, key);
					this.recorded.countDown();
					await(this.ended);
					if (!this.commit) {
						status.setRollbackOnly();
						return;
					}
					assertThat(inbox.confirm(List.of(entry))).isTrue();
				}));
			assertThat(this.recorded.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}

		private static void await(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void end(boolean commit) {
			this.commit = commit;
			this.ended.countDown();
			assertThat(this.delivery).succeedsWithin(SOON);
		}

		@Override
		public void close() {
			this.ended.countDown();
		}

	}

}
