package io.github.rocketmqhttp.jdbc;

import java.time.Duration;
import java.util.List;

import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.PermissionDeniedDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * A table that cannot be used stops the application; one that may be created is, and a
 * database that is away is none of both.
 */
class TableSchemaTests {

	private static final String NAME = "rocketmq_http_transaction";

	private final RecordingDataSource database = RecordingDataSource.memory();

	@AfterEach
	void shutDown() {
		this.database.away = false;
		this.database.jdbc().execute("SHUTDOWN");
	}

	@Test
	void aMissingTableIsCreatedWhereItMay() {
		assertThat(prepare(SchemaInitialization.ALWAYS, NAME)).isTrue();
		assertThat(prepare(SchemaInitialization.NEVER, NAME)).isTrue();
		assertThat(prepare(SchemaInitialization.EMBEDDED, "other")).isTrue();
		this.database.jdbc().execute("CREATE SCHEMA audit");
		assertThat(prepare(SchemaInitialization.ALWAYS, "audit.rows")).isTrue();
		for (String table : List.of(NAME, "other", "audit.rows")) {
			assertThatNoException().isThrownBy(() -> new Statements(this.database).probe(probe(table)));
		}
	}

	@Test
	void aMissingTableThatMayNotBeCreatedIsRefused() {
		assertThatExceptionOfType(InvalidTableException.class)
			.isThrownBy(() -> prepare(SchemaInitialization.NEVER, NAME))
			.satisfies((ex) -> assertThat(ex.getDescription()).contains(NAME, "is missing", "not created by itself"))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("schema-h2.sql", "test.initialize-schema=always",
					"Or not."));
		this.database.product = "Unheard of";
		assertThatExceptionOfType(InvalidTableException.class)
			.isThrownBy(() -> prepare(SchemaInitialization.ALWAYS, NAME))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("after the model of the scripts"));
	}

	@Test
	void oneWithOtherColumnsIsRefusedAndNotCreatedAnew() {
		for (String name : List.of(NAME, "audit.rows")) {
			this.database.jdbc().execute("CREATE SCHEMA IF NOT EXISTS audit");
			this.database.jdbc().execute("CREATE TABLE " + name + " (id INT)");
			assertThatExceptionOfType(InvalidTableException.class)
				.isThrownBy(() -> prepare(SchemaInitialization.ALWAYS, name))
				.satisfies((ex) -> assertThat(ex.getDescription()).contains(name, "other columns"))
				.satisfies((ex) -> assertThat(ex.getAction()).contains("schema-h2.sql", "test.table-name"));
		}
	}

	@Test
	void oneThatMayNotBeReadIsRefused() {
		prepare(SchemaInitialization.ALWAYS, NAME);
		assertThatExceptionOfType(InvalidTableException.class)
			.isThrownBy(() -> schema(SchemaInitialization.ALWAYS, NAME).prepare(() -> {
				throw new PermissionDeniedDataAccessException("no", new Exception());
			}))
			.satisfies((ex) -> assertThat(ex.getDescription()).contains("cannot be read"))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("Grant"));
	}

	@Test
	void oneThatAnotherInstanceCreatesMeanwhileIsUsed() {
		boolean[] first = { true };
		assertThat(schema(SchemaInitialization.ALWAYS, NAME).prepare(() -> {
			try {
				new Statements(this.database).probe(probe(NAME));
			}
			catch (DataAccessException ex) {
				if (first[0]) {
					first[0] = false;
					prepare(SchemaInitialization.ALWAYS, NAME);
				}
				throw ex;
			}
		})).isTrue();
	}

	@Test
	void aDatabaseThatIsAwayIsNoFailure() {
		this.database.away = true;
		assertThat(prepare(SchemaInitialization.NEVER, NAME)).isFalse();
		assertThat(schema(SchemaInitialization.NEVER, NAME).prepare(() -> {
			throw new PermissionDeniedDataAccessException("no", new Exception());
		})).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a;b", "1a", "a.b.c", "a'", "a-b", "." })
	void aNameThatIsNoneNeverReachesTheDatabase(String name) {
		assertThat(TableRules.isTableName(name)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> TableRules.check(name, Duration.ofSeconds(1), 1))
			.withMessageContaining("not a plain SQL name");
	}

	@Test
	void whatAPurgeNeedsIsInItsRange() {
		TableRules.check("a.b$_1", Duration.ofSeconds(1), 1);
		TableRules.check("a", Duration.ofSeconds(1), 10_000);
		assertThatIllegalArgumentException().isThrownBy(() -> TableRules.check("a", Duration.ofMillis(999), 1))
			.withMessageContaining("purge interval");
		assertThatIllegalArgumentException().isThrownBy(() -> TableRules.check("a", Duration.ofSeconds(1), 0))
			.withMessageContaining("batch size");
		assertThatIllegalArgumentException().isThrownBy(() -> TableRules.check("a", Duration.ofSeconds(1), 10_001))
			.withMessageContaining("batch size");
		Duration longest = Duration.ofSeconds(5);
		assertThat(TableRules.isTimeout(Duration.ofSeconds(1), longest)).isTrue();
		assertThat(TableRules.isTimeout(longest, longest)).isTrue();
		assertThat(TableRules.isTimeout(Duration.ofMillis(999), longest)).isFalse();
		assertThat(TableRules.isTimeout(Duration.ofMillis(1500), longest)).isFalse();
		assertThat(TableRules.isTimeout(Duration.ofSeconds(6), longest)).isFalse();
	}

	private boolean prepare(SchemaInitialization when, String name) {
		return schema(when, name).prepare(() -> new Statements(this.database).probe(probe(name)));
	}

	private TableSchema schema(SchemaInitialization when, String name) {
		return new TableSchema(this.database,
				new TableDescription("the log", JdbcTransactionLog.class, NAME, name, when, "test", "Or not."));
	}

	private static String probe(String name) {
		return "SELECT tx_id, state, attempts FROM " + name + " WHERE 1 = 0";
	}

}
