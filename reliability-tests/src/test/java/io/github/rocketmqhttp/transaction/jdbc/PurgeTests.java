package io.github.rocketmqhttp.transaction.jdbc;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.jdbc.TablePurger;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionIds;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Only what no back-check can ask for goes, and that goes for good.
 */
class PurgeTests {

	private static final String TABLE = JdbcTransactionLogSettings.DEFAULT_TABLE_NAME;

	private static final Duration RETENTION = Duration.ofHours(30);

	private static final int BATCH = 3;

	private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

	private static final Instant OLDEST_KEPT = NOW.minus(RETENTION);

	private static final Timestamp LONG_AGO = Timestamp.from(Instant.parse("2024-02-29T12:00:00Z"));

	@EachDatabase
	void aRowGoesOneMillisecondAfterItsRetention(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		insert(jdbc, id(OLDEST_KEPT.minusMillis(1), "ffff-ffffffffffff"));
		insert(jdbc, id(OLDEST_KEPT, "0000-000000000000"));
		insert(jdbc, id(OLDEST_KEPT, "ffff-ffffffffffff"));
		insert(jdbc, id(NOW, "0000-000000000000"));

		purger(NOW, log).purge(log);
		assertThat(ids(jdbc)).containsExactly(id(OLDEST_KEPT, "0000-000000000000"),
				id(OLDEST_KEPT, "ffff-ffffffffffff"), id(NOW, "0000-000000000000"));

		purger(NOW.plusMillis(1), log).purge(log);
		assertThat(ids(jdbc)).containsExactly(id(NOW, "0000-000000000000"));
	}

	/** Its writer's clock was behind: a machine that slept, or started before NTP. */
	@EachDatabase
	void aRowThatHasJustBeenWrittenStaysHoweverOldItsIdLooks(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		String fresh = id(OLDEST_KEPT.minus(Duration.ofDays(30)), "0000-000000000000");
		jdbc.update("INSERT INTO " + TABLE + " (tx_id, state, attempts) VALUES (?, 'C', '1')", fresh);
		insertOld(jdbc, BATCH + 1);

		purger(NOW, log).purge(log);

		assertThat(ids(jdbc)).containsExactly(fresh);
		jdbc.update("UPDATE " + TABLE + " SET created_at = ? WHERE tx_id = ?", LONG_AGO, fresh);
		purger(NOW, log).purge(log);
		assertThat(ids(jdbc)).isEmpty();
	}

	@EachDatabase
	void rowsAgeByTheClockOfTheDatabase(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		insertOld(jdbc, 2);
		List<String> all = ids(jdbc);
		// The database and the tests run on one machine, and H2 in this process.
		Instant bound = Instant.now().minus(RETENTION);
		age(jdbc, all.get(0), bound.minusSeconds(120));
		age(jdbc, all.get(1), bound.plusSeconds(120));

		purger(NOW, log).purge(log);

		assertThat(ids(jdbc)).containsExactly(all.get(1));
	}

	/** Forged ids, of which former versions made tombstones. */
	@EachDatabase
	void rowsWhoseIdsLieInTheFutureOrAreNoneGoByTheirAge(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		List<String> forged = List.of("ffffffff-ffff-7fff-bfff-ffffffffffff", "zzzz", "ident", "identitz",
				id(NOW.plus(Duration.ofDays(800)), "0000-000000000000"));
		forged.forEach((id) -> insert(jdbc, id));
		String young = id(NOW.plus(Duration.ofDays(801)), "0000-000000000000");
		insert(jdbc, young);
		age(jdbc, young, Instant.now());

		purger(NOW, log).purge(log);

		assertThat(ids(jdbc)).containsExactly(young);
	}

	@EachDatabase
	void oldRowsGoBatchByBatchInTheOrderOfTheKey(TestDatabase database) {
		SpyDataSource spy = new SpyDataSource(database.dataSource());
		JdbcTransactionLog log = log(spy);
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		insertOld(jdbc, 7);
		String youngest = id(NOW, "0000-000000000000");
		insert(jdbc, youngest);
		List<String> all = ids(jdbc);

		assertThat(log.purge(NOW)).isEqualTo(BATCH);
		assertThat(ids(jdbc)).isEqualTo(all.subList(BATCH, all.size()));
		spy.prepared.clear();
		purger(NOW, log).purge(log);

		assertThat(ids(jdbc)).containsExactly(youngest);
		assertThat(spy.prepared.stream().filter((statement) -> statement.sql().contains("tx_id < ?"))).hasSize(2);
		purger(NOW, log).purge(log);
		assertThat(ids(jdbc)).containsExactly(youngest);
	}

	@EachDatabase
	void theRowsOfOthersAreFoundByThePrimaryKeyAlone(TestDatabase database) {
		SpyDataSource spy = new SpyDataSource(database.dataSource());
		JdbcTransactionLog log = log(spy);
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.batchUpdate("INSERT INTO " + TABLE + " (tx_id, state, attempts) VALUES (?, 'C', '1')",
				IntStream.range(0, 2000)
					.mapToObj((i) -> new Object[] { id(NOW.plusMillis(i), "0000-000000000000") })
					.toList());
		jdbc.execute(((database.kind() == DatabaseKind.MARIADB) ? "ANALYZE TABLE " : "ANALYZE ")
				+ ((database.kind() == DatabaseKind.H2) ? "" : TABLE));
		spy.prepared.clear();
		log.purge(NOW);

		List<String> selects = spy.prepared.stream()
			.map(SpyDataSource.Prepared::sql)
			.filter((sql) -> sql.contains("ORDER BY"))
			.toList();
		assertThat(selects).hasSize(2);
		assertThat(plan(jdbc, database.kind(), selects.get(0), NOW.plusMillis(100)))
			.satisfies(isSearch(database.kind()));
		assertThat(plan(jdbc, database.kind(), selects.get(1), NOW.plusMillis(1900)))
			.satisfies(isSearch(database.kind()));
	}

	private static String plan(JdbcTemplate jdbc, DatabaseKind kind, String select, Instant bound) {
		String sql = select.replaceFirst("\\?", "'" + id(bound, "0000") + "'")
			.replaceFirst("\\?", "TIMESTAMP '2026-11-01 00:00:00'");
		return String.join(" ",
				jdbc.query("EXPLAIN " + sql,
						(row, number) -> (kind == DatabaseKind.MARIADB)
								? row.getString("type") + " " + row.getString("key") + " " + row.getString("extra")
								: row.getString(1)));
	}

	private static Consumer<String> isSearch(DatabaseKind kind) {
		return (plan) -> assertThat(plan).containsIgnoringCase(switch (kind) {
			case H2, H2_SERVER -> "index sorted";
			case POSTGRESQL -> "Index Scan using " + TABLE + "_pkey";
			case MARIADB -> "range PRIMARY Using where";
		}).doesNotContainIgnoringCase("tableScan").doesNotContain("Sort ").doesNotContain("filesort");
	}

	@EachDatabase
	void twoPurgersAtOnceDoTheWorkOnce(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		insertOld(jdbc, 40);
		try (LogBench bench = new LogBench(database)) {
			List<Future<Boolean>> purgers = Stream.of(purger(NOW, log), purger(NOW, log))
				.map((purger) -> bench.submit(() -> {
					purger.purge(log);
					return true;
				}))
				.toList();

			purgers.forEach((purger) -> assertThat(purger).succeedsWithin(Duration.ofSeconds(20)));
			purger(NOW, log).purge(log);

			assertThat(ids(jdbc)).isEmpty();
		}
	}

	@EachDatabase
	void aFailingDatabaseDoesNotEndTheSchedule(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		jdbc.execute("DROP TABLE " + TABLE);
		TablePurger purger = purger(NOW, log);

		assertThatNoException().isThrownBy(() -> purger.purge(log));

		log.prepare();
		insertOld(jdbc, 1);
		purger.purge(log);
		assertThat(ids(jdbc)).isEmpty();
	}

	@EachDatabase({ DatabaseKind.H2 })
	void aLogThatNobodyUsesIsLeftAlone(TestDatabase database) {
		try (HikariDataSource pool = LogBench.pool(database, 1)) {
			SpyDataSource spy = new SpyDataSource(pool);
			JdbcTransactionLog log = new JdbcTransactionLog("default", spy, settings());

			purger(NOW, log).purge(log);

			assertThat(spy.prepared).isEmpty();
			assertThat(log.isPrepared()).isFalse();
		}
	}

	@EachDatabase({ DatabaseKind.H2 })
	void thePurgerPurgesFromStartToStop(TestDatabase database) {
		JdbcTransactionLog log = log(database.dataSource());
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		TablePurger purger = purger(NOW, log);
		insertOld(jdbc, 4);

		purger.start();
		assertThat(purger.isRunning()).isTrue();
		await().untilAsserted(() -> assertThat(ids(jdbc)).isEmpty());
		purger.stop();

		assertThat(purger.isRunning()).isFalse();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("rocketmq-http-log-purge-")));
	}

	/** An interrupt would close the file of an H2 database. */
	@EachDatabase({ DatabaseKind.H2 })
	void stoppingWaitsForTheBatchThatIsUnderWay(TestDatabase database) {
		JdbcTransactionLog log = log(LogBench.patientPool(database));
		insertOld(new JdbcTemplate(database.dataSource()), 1);
		try (LogBench bench = new LogBench(database)) {
			TablePurger purger = purger(NOW, log);
			TransactionStatus lock = bench.begin(LogBench.newId(), "1");
			bench.jdbc.update("UPDATE " + TABLE + " SET attempts = '2' WHERE state = 'C'");
			purger.start();
			bench.awaitStatement("DELETE");

			Future<Boolean> stopped = bench.submit(() -> {
				purger.stop();
				return true;
			});
			await().until(() -> !purger.isRunning());
			bench.manager.rollback(lock);

			assertThat(stopped).succeedsWithin(Duration.ofSeconds(20));
			assertThat(ids(new JdbcTemplate(database.dataSource()))).isEmpty();
		}
	}

	private static JdbcTransactionLog log(DataSource dataSource) {
		JdbcTransactionLog log = new JdbcTransactionLog("default", dataSource, settings());
		log.prepare();
		return log;
	}

	private static JdbcTransactionLogSettings settings() {
		return new JdbcTransactionLogSettings(TABLE, SchemaInitialization.ALWAYS, Duration.ofSeconds(1), RETENTION,
				Duration.ofSeconds(1), BATCH);
	}

	private static TablePurger purger(Instant now, JdbcTransactionLog log) {
		return new TablePurger(List.of(log), InstantSource.fixed(now));
	}

	/** An id of that time; the end is the variant and the random part. */
	private static String id(Instant time, String end) {
		return TransactionIds.lowerBound(time).substring(0, 19) + end;
	}

	private static void insertOld(JdbcTemplate jdbc, int rows) {
		for (int i = 0; i < rows; i++) {
			insert(jdbc, id(OLDEST_KEPT.minusMillis(1 + i), "0000-000000000000"));
		}
	}

	/** A row that is old enough by the clock of the database. */
	private static void insert(JdbcTemplate jdbc, String id) {
		jdbc.update("INSERT INTO " + TABLE + " (tx_id, state, attempts, created_at) VALUES (?, 'C', '1', ?)", id,
				LONG_AGO);
	}

	private static void age(JdbcTemplate jdbc, String id, Instant created) {
		jdbc.update("UPDATE " + TABLE + " SET created_at = ? WHERE tx_id = ?", Timestamp.from(created), id);
	}

	private static List<String> ids(JdbcTemplate jdbc) {
		return jdbc.queryForList("SELECT tx_id FROM " + TABLE + " WHERE state <> 'I' ORDER BY tx_id", String.class);
	}

}
