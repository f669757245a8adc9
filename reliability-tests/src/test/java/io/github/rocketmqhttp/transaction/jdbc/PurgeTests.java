package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
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
		assertThat(spy.prepared.stream().filter((statement) -> statement.sql().startsWith("SELECT"))).hasSize(2);
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
		log.purge(NOW);
		String select = spy.prepared.stream()
			.map(SpyDataSource.Prepared::sql)
			.filter((sql) -> sql.contains("ORDER BY"))
			.findFirst()
			.orElseThrow();

		String plan = String.join(" ",
				jdbc.query("EXPLAIN " + select.replace("?", "'" + id(NOW.plusMillis(100), "0000") + "'"),
						(row, number) -> (database.kind() == DatabaseKind.MARIADB)
								? row.getString("key") + " " + row.getString("extra") : row.getString(1)));

		assertThat(plan).containsIgnoringCase(switch (database.kind()) {
			case H2, H2_SERVER -> "index sorted";
			case POSTGRESQL -> "Index Only Scan using " + TABLE + "_pkey";
			case MARIADB -> "PRIMARY Using where; Using index";
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
			bench.jdbc.update("UPDATE " + TABLE + " SET attempts = '2'");
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

	private static void insert(JdbcTemplate jdbc, String id) {
		jdbc.update("INSERT INTO " + TABLE + " (tx_id, state, attempts) VALUES (?, 'C', '1')", id);
	}

	private static List<String> ids(JdbcTemplate jdbc) {
		return jdbc.queryForList("SELECT tx_id FROM " + TABLE + " ORDER BY tx_id", String.class);
	}

}
