package io.github.rocketmqhttp.transaction.jdbc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.rocketmqhttp.jdbc.InvalidTableException;
import io.github.rocketmqhttp.jdbc.SchemaInitialization;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The table comes into being where that is wanted, and is missed in plain words
 * elsewhere.
 */
class SchemaTests {

	private static final String TABLE = JdbcTransactionLogSettings.DEFAULT_TABLE_NAME;

	@EachDatabase
	void theTableMayHaveAnotherNameInAnotherSchema(TestDatabase database) {
		new JdbcTemplate(database.dataSource()).execute("CREATE SCHEMA audit");
		String table = "audit." + ((database.kind() == DatabaseKind.POSTGRESQL) ? "Tx_Log" : "TX_LOG$1");
		try {
			JdbcTransactionLog log = log(database.dataSource(), table, SchemaInitialization.ALWAYS);
			log.prepare();
			log.prepare();

			assertThat(log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
			assertThat(new JdbcTemplate(database.dataSource())
				.queryForList("SELECT state FROM " + table + " ORDER BY tx_id", String.class))
				.containsExactly("R", "I");
		}
		finally {
			// MariaDB's schemas are databases, which outlive the test's own.
			new JdbcTemplate(database.dataSource())
				.execute("DROP SCHEMA audit" + ((database.kind() == DatabaseKind.MARIADB) ? "" : " CASCADE"));
		}
	}

	@EachDatabase
	void aTableThatIsMadeByOthersIsUsed(TestDatabase database) {
		LogBench.prepared(database.dataSource(), Duration.ofSeconds(1));
		JdbcTransactionLog log = log(database.dataSource(), TABLE, SchemaInitialization.NEVER);

		log.prepare();

		assertThat(log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
	}

	@EachDatabase
	void aMissingTableIsNamedWithItsScriptAndTheRemedies(TestDatabase database) {
		for (SchemaInitialization mode : List.of(SchemaInitialization.NEVER, SchemaInitialization.EMBEDDED)) {
			assertThatExceptionOfType(InvalidTableException.class)
				.isThrownBy(() -> log(database.dataSource(), "tx_log", mode).prepare())
				.satisfies((ex) -> {
					assertThat(ex.getDescription()).contains("'tx_log'").contains("missing");
					assertThat(ex.getAction()).contains(switch (database.kind()) {
						case H2, H2_SERVER -> "'schema-h2.sql'";
						case POSTGRESQL -> "'schema-postgresql.sql'";
						case MARIADB -> "'schema-mysql.sql'";
					}).contains("initialize-schema=always").contains("log.enabled=false");
					assertThat(ex).hasCauseInstanceOf(DataAccessException.class);
				});
		}
	}

	@EachDatabase({ DatabaseKind.POSTGRESQL, DatabaseKind.MARIADB })
	void aTableThatCannotBeCreatedSaysWhy(TestDatabase database) {
		assertThatExceptionOfType(InvalidTableException.class)
			.isThrownBy(() -> log(database.dataSource(), "nowhere.tx_log", SchemaInitialization.ALWAYS).prepare())
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("'nowhere.tx_log'").contains("cannot be created");
				assertThat(ex).rootCause().hasMessageContaining("nowhere");
			});
	}

	@EachDatabase({ DatabaseKind.H2 })
	void aDatabaseInMemoryGetsItsTableByDefault(TestDatabase database) {
		DataSource memory = new DriverManagerDataSource("jdbc:h2:mem:" + LogBench.newId() + ";DB_CLOSE_DELAY=-1");
		JdbcTransactionLog log = new JdbcTransactionLog("default", memory, JdbcTransactionLogSettings.DEFAULTS);

		log.prepare();

		assertThat(log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
		new JdbcTemplate(memory).execute("SHUTDOWN");
	}

	@EachDatabase
	void severalInstancesMayCreateAtOnce(TestDatabase database) {
		CyclicBarrier together = new CyclicBarrier(4);
		try (LogBench bench = new LogBench(database)) {
			for (int round = 0; round < 3; round++) {
				String table = "tx_log_" + round;
				List<Future<Boolean>> instances = IntStream.range(0, 4).mapToObj((i) -> bench.submit(() -> {
					JdbcTransactionLog log = log(database.dataSource(), table, SchemaInitialization.ALWAYS);
					together.await();
					log.prepare();
					return log.isPrepared();
				})).toList();

				instances
					.forEach((instance) -> assertThat(instance).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true));
			}
		}
	}

	@EachDatabase
	void aDatabaseThatDoesNotAnswerAtStartIsNoReasonToStop(TestDatabase database) {
		HikariDataSource gone = LogBench.pool(database, 1);
		gone.close();

		assertThatNoException().isThrownBy(() -> log(gone, TABLE, SchemaInitialization.NEVER).prepare());
	}

	/**
	 * H2 reads the dialects of these products; the products themselves are not tested.
	 */
	@ParameterizedTest
	@CsvSource({ "Oracle, schema-oracle.sql", "MSSQLServer, schema-sqlserver.sql", "MySQL, schema-mysql.sql" })
	void theScriptsOfOtherProductsAreReadableInTheirDialect(String mode, String script) throws Exception {
		DataSource memory = new DriverManagerDataSource(
				"jdbc:h2:mem:" + LogBench.newId() + ";DB_CLOSE_DELAY=-1;MODE=" + mode);
		JdbcTemplate jdbc = new JdbcTemplate(memory);
		String sql = new ClassPathResource(script, JdbcTransactionLog.class).getContentAsString(StandardCharsets.UTF_8);
		// What H2 does not know of them: collations of a column and one function.
		jdbc.execute(sql.replaceAll("COLLATE Latin1_General_BIN2| COLLATE ascii_bin", "")
			.replace("SYSUTCDATETIME()", "CURRENT_TIMESTAMP"));
		JdbcTransactionLog log = log(memory, TABLE, SchemaInitialization.NEVER);

		log.prepare();

		assertThat(log.resolve(LogBench.newId(), "1", null)).isEqualTo(TransactionResolution.ROLLBACK);
		assertThat(LogBench.states(jdbc)).containsExactly("R");
		jdbc.execute("SHUTDOWN");
	}

	private static JdbcTransactionLog log(DataSource dataSource, String table, SchemaInitialization mode) {
		JdbcTransactionLogSettings defaults = JdbcTransactionLogSettings.DEFAULTS;
		return new JdbcTransactionLog("default", dataSource, new JdbcTransactionLogSettings(table, mode,
				defaults.checkTimeout(), defaults.retention(), defaults.purgeInterval(), defaults.purgeBatchSize()));
	}

}
