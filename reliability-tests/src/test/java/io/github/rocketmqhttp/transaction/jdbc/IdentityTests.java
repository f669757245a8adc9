package io.github.rocketmqhttp.transaction.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionLogException;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A log can be told from one of the same name in another database.
 */
class IdentityTests {

	private static final String TABLE = JdbcTransactionLogSettings.DEFAULT_TABLE_NAME;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration SOON = Duration.ofSeconds(20);

	@EachDatabase
	void itIsMadeOnceAndTheSameForAllInstances(TestDatabase database) {
		JdbcTransactionLog first = LogBench.prepared(database.dataSource(), SECOND);
		JdbcTransactionLog second = LogBench.prepared(database.dataSource(), SECOND);

		assertThat(first.identity()).matches("[A-Za-z0-9_-]{1,64}").isEqualTo(second.identity());
		assertThat(first.hasIdentity(second.identity())).isTrue();
		assertThat(first.hasIdentity("another")).isFalse();
		assertThat(first.hasIdentity("")).isFalse();
	}

	@EachDatabase
	void anotherDatabaseHasAnotherOne(TestDatabase database) {
		try (TestDatabase other = database.kind().fresh()) {
			JdbcTransactionLog here = LogBench.prepared(database.dataSource(), SECOND);
			JdbcTransactionLog there = LogBench.prepared(other.dataSource(), SECOND);

			assertThat(there.identity()).isNotEqualTo(here.identity());
			assertThat(there.hasIdentity(here.identity())).isFalse();
		}
	}

	@EachDatabase
	void instancesThatMakeItAtOnceAgree(TestDatabase database) {
		CyclicBarrier together = new CyclicBarrier(4);
		try (LogBench bench = new LogBench(database)) {
			for (int round = 0; round < 5; round++) {
				bench.jdbc.update(statementOfThePage());
				List<Future<String>> instances = IntStream.range(0, 4).mapToObj((i) -> bench.submit(() -> {
					JdbcTransactionLog log = new JdbcTransactionLog("default", database.dataSource(),
							LogBench.settings(TABLE, Duration.ofSeconds(5)));
					together.await();
					return log.identity();
				})).toList();

				instances.forEach((instance) -> assertThat(instance).succeedsWithin(SOON));
				String kept = bench.jdbc.queryForObject("SELECT attempts FROM " + TABLE + " WHERE tx_id = 'identity'",
						String.class);
				instances.forEach((instance) -> assertThat(instance).succeedsWithin(SOON).isEqualTo(kept));
			}
		}
	}

	/** What the page tells those to do who copy a database. */
	@EachDatabase
	void aCopyIsGivenAnotherOneByTheStatementOfThePage(TestDatabase database) {
		JdbcTransactionLog original = LogBench.prepared(database.dataSource(), SECOND);
		String before = original.identity();

		// The copy that nobody has started an application on yet.
		new JdbcTemplate(database.dataSource()).update(statementOfThePage());
		JdbcTransactionLog copy = LogBench.prepared(database.dataSource(), SECOND);

		assertThat(copy.identity()).isNotEqualTo(before);
		assertThat(copy.hasIdentity(before)).isFalse();
		// An instance that runs through it no longer takes the old one for its own.
		assertThat(original.hasIdentity(before)).isFalse();
		assertThat(original.identity()).isEqualTo(copy.identity());
	}

	@EachDatabase
	void aTransactionDoesNotDependOnTheConnectionThatItHolds(TestDatabase database) {
		try (LogBench bench = new LogBench(database)) {
			String identity = bench.log.identity();
			TransactionStatus status = bench.begin(LogBench.newId(), "1");

			assertThat(bench.log.identity()).isEqualTo(identity);
			assertThat(bench.log.hasIdentity(identity)).isTrue();

			bench.manager.rollback(status);
			assertThat(bench.log.hasIdentity(identity)).isTrue();
		}
	}

	@EachDatabase
	void noPurgeDeletesIt(TestDatabase database) {
		JdbcTransactionLog log = LogBench.prepared(database.dataSource(), SECOND);
		String identity = log.identity();
		JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
		for (Instant now : List.of(Instant.EPOCH, Instant.now(), Instant.parse("9999-01-01T00:00:00Z"))) {
			jdbc.update("UPDATE " + TABLE + " SET created_at = ?",
					Timestamp.from(Instant.parse("2024-02-29T12:00:00Z")));
			log.purge(now);
			// As versions before it do.
			jdbc.update("DELETE FROM " + TABLE + " WHERE tx_id < ?", "ffffffff-ffff-7000-0000-000000000000");
		}
		assertThat(log.hasIdentity(identity)).isTrue();
	}

	@EachDatabase
	void aReadOnlyDatabaseTellsItAndDoesNotMakeIt(TestDatabase database) {
		String identity = LogBench.prepared(database.dataSource(), SECOND).identity();
		try (HikariDataSource replica = LogBench.readOnlyPool(database)) {
			JdbcTransactionLog log = LogBench.prepared(replica, SECOND);
			assertThat(log.identity()).isEqualTo(identity);
			assertThat(log.hasIdentity(identity)).isTrue();
		}
	}

	@EachDatabase
	void withoutOneNothingIsSentOrAnsweredWhereItCannotBeMade(TestDatabase database) {
		LogBench.prepared(database.dataSource(), SECOND);
		new JdbcTemplate(database.dataSource()).update(statementOfThePage());
		try (HikariDataSource replica = LogBench.readOnlyPool(database)) {
			JdbcTransactionLog log = LogBench.prepared(replica, SECOND);
			assertThatExceptionOfType(TransactionLogException.class).isThrownBy(log::identity)
				.withMessageContaining("The identity of the transaction log 'default' could not be read or made")
				.withMessageContaining(TABLE);
			assertThat(log.hasIdentity("any")).isFalse();
		}
		assertThat(LogBench.prepared(database.dataSource(), SECOND).identity()).isNotEmpty();
	}

	@EachDatabase
	void aDatabaseThatIsAwayAtStartTellsItLater(TestDatabase database) {
		String identity = LogBench.prepared(database.dataSource(), SECOND).identity();
		SwitchedDataSource dataSource = new SwitchedDataSource(database.dataSource());
		dataSource.away = true;
		JdbcTransactionLog log = LogBench.prepared(dataSource, SECOND);
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(log::identity);

		dataSource.away = false;

		assertThat(log.identity()).isEqualTo(identity);
	}

	@EachDatabase
	void aRowThatHoldsNoIdentityIsRefused(TestDatabase database) {
		JdbcTransactionLog log = LogBench.prepared(database.dataSource(), SECOND);
		new JdbcTemplate(database.dataSource())
			.update("UPDATE " + TABLE + " SET attempts = 'a:b|c' WHERE tx_id = 'identity'");

		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> LogBench.prepared(database.dataSource(), SECOND).identity());
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> log.hasIdentity("a:b|c"));
	}

	private static String statementOfThePage() {
		try {
			Matcher statement = Pattern.compile("`(DELETE FROM " + TABLE + "[^`]*)`")
				.matcher(Files.readString(Path.of("..", "docs", "guarantees.md")));
			assertThat(statement.find()).isTrue();
			return statement.group(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A database that may be away.
	 */
	private static final class SwitchedDataSource extends DelegatingDataSource {

		private volatile boolean away;

		SwitchedDataSource(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.away) {
				throw new SQLTransientConnectionException("away");
			}
			return super.getConnection();
		}

	}

}
