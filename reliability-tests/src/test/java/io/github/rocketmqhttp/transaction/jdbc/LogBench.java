package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.awaitility.Awaitility.await;

/**
 * A transaction log in a test database, with a transaction beside it that can be held
 * open while back-checks ask on threads of their own.
 */
final class LogBench implements AutoCloseable {

	private static final String TABLE = JdbcTransactionLogSettings.DEFAULT_TABLE_NAME;

	final JdbcTransactionLog log;

	final DataSourceTransactionManager manager;

	final JdbcTemplate jdbc;

	private final TestDatabase database;

	private final JdbcTemplate observer;

	private @Nullable TransactionStatus open;

	private final ExecutorService checks = Executors.newCachedThreadPool();

	/**
	 * Prepares a log with the default check time-out.
	 */
	LogBench(TestDatabase database) {
		this(database, patientPool(database), Duration.ofSeconds(1));
	}

	/**
	 * Prepares a log.
	 * @param dataSource a data source of the database, for log and transaction
	 */
	LogBench(TestDatabase database, DataSource dataSource, Duration checkTimeout) {
		this.database = database;
		this.log = prepared(dataSource, checkTimeout);
		this.manager = new DataSourceTransactionManager(dataSource);
		this.jdbc = new JdbcTemplate(dataSource);
		this.observer = new JdbcTemplate(database.dataSource(), true);
	}

	/**
	 * The database's pool. H2 gives up a lock after 2 s, too soon for a busy machine.
	 */
	static DataSource patientPool(TestDatabase database) {
		HikariDataSource pool = (HikariDataSource) database.dataSource();
		if (database.kind() == DatabaseKind.H2 && !pool.isRunning()) {
			pool.setConnectionInitSql("SET LOCK_TIMEOUT 20000");
		}
		return pool;
	}

	static JdbcTransactionLog prepared(DataSource dataSource, Duration checkTimeout) {
		JdbcTransactionLog log = new JdbcTransactionLog("default", dataSource, settings(TABLE, checkTimeout));
		log.prepare();
		return log;
	}

	static JdbcTransactionLogSettings settings(String table, Duration checkTimeout) {
		return new JdbcTransactionLogSettings(table, SchemaInitialization.ALWAYS, checkTimeout,
				JdbcTransactionLogSettings.MIN_RETENTION, Duration.ofMinutes(10), 500);
	}

	static HikariDataSource pool(TestDatabase database, int size) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.jdbcUrl());
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.setMaximumPoolSize(size);
		pool.setConnectionTimeout(2_000);
		return pool;
	}

	/** Whatever asks for a transaction that may write. */
	static HikariDataSource readOnlyPool(TestDatabase database) {
		database.disconnect();
		HikariDataSource pool = pool(database, 2);
		switch (database.kind()) {
			case H2, H2_SERVER -> pool.setJdbcUrl(database.jdbcUrl() + ";ACCESS_MODE_DATA=r");
			case POSTGRESQL -> {
				Properties properties = new Properties();
				properties.setProperty("options", "-c default_transaction_read_only=on");
				pool.setDataSourceProperties(properties);
			}
			case MARIADB -> pool.setConnectionInitSql("SET SESSION TRANSACTION READ ONLY");
		}
		return pool;
	}

	static String newId() {
		UUID random = UUID.randomUUID();
		return new UUID((System.currentTimeMillis() << 16) | 0x7000L, random.getLeastSignificantBits()).toString();
	}

	/** Begins a transaction on this thread and writes its row. */
	TransactionStatus begin(String id, String... attempts) {
		TransactionStatus status = begin(TransactionDefinition.ISOLATION_DEFAULT);
		this.log.record(id, List.of(attempts), this.log.identity());
		return status;
	}

	/** Begins a transaction on this thread. */
	TransactionStatus begin(int isolation) {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
		definition.setIsolationLevel(isolation);
		this.open = this.manager.getTransaction(definition);
		return this.open;
	}

	/** Runs a transaction on this thread that writes its row. */
	void commit(String id, String... attempts) {
		this.manager.commit(begin(id, attempts));
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(this.manager);
	}

	Future<TransactionResolution> check(String id, String attempt) {
		return this.checks.submit(() -> this.log.resolve(id, attempt, null));
	}

	<T> Future<T> submit(Callable<T> task) {
		return this.checks.submit(task);
	}

	List<String> states() {
		return states(this.jdbc);
	}

	static List<String> states(JdbcTemplate jdbc) {
		return jdbc.queryForList("SELECT state FROM " + TABLE + " WHERE state <> 'I' ORDER BY tx_id", String.class);
	}

	/** Waits until H2 executes such a statement. */
	void awaitStatement(String start) {
		await().until(() -> Integer.valueOf(1)
			.equals(this.observer.queryForObject(
					"SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE EXECUTING_STATEMENT LIKE ?", Integer.class,
					start + "%")));
	}

	/** Waits until that many statements wait for a lock in the database. */
	void awaitLockWaits(int waits) {
		String sql = switch (this.database.kind()) {
			// H2 tries a unique index again and again: such a session does not count as
			// blocked.
			case H2, H2_SERVER ->
				"SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS" + " WHERE EXECUTING_STATEMENT LIKE 'INSERT%'";
			case POSTGRESQL -> "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
					+ " AND datname = current_database()";
			case MARIADB -> "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
		};
		// InnoDB renews this view only when nobody has read it for 100 ms.
		await().pollInterval(Duration.ofMillis(150))
			.until(() -> Integer.valueOf(waits).equals(this.observer.queryForObject(sql, Integer.class)));
	}

	@Override
	public void close() {
		if (this.open != null && !this.open.isCompleted()) {
			this.manager.rollback(this.open);
		}
		this.checks.shutdownNow();
	}

}
