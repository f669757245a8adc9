package io.github.rocketmqhttp.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whatever runs on the thread, and however the pool sets up its connections, a table's
 * own work is a transaction by itself at {@code READ COMMITTED}.
 */
class OwnTransactionTests {

	private final RecordingDataSource database = RecordingDataSource.memory();

	private final OwnTransaction own = new OwnTransaction(this.database);

	private final Statements statements = new Statements(this.own.dataSource());

	@BeforeEach
	void createTable() {
		this.database.jdbc().execute("CREATE TABLE t (id VARCHAR(10) NOT NULL PRIMARY KEY)");
	}

	@AfterEach
	void shutDown() {
		this.database.jdbc().execute("SHUTDOWN");
	}

	@ParameterizedTest
	@ValueSource(ints = { Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE,
			Connection.TRANSACTION_READ_UNCOMMITTED })
	void itReadsWhatHasCommittedThoughThePoolsConnectionsHaveAnotherIsolation(int isolation) throws SQLException {
		try (Connection only = this.database.getConnection()) {
			only.setTransactionIsolation(isolation);
			OwnTransaction pooled = new OwnTransaction(new SingleConnectionDataSource(only, true));
			Statements inside = new Statements(pooled.dataSource());

			assertThat(pooled.<String>call(() -> inside.run("SELECT 1", 1, (one) -> "done"))).isEqualTo("done");

			assertThat(this.database.prepared("SELECT 1")).extracting(RecordingDataSource.Prepared::isolation)
				.containsExactly(Connection.TRANSACTION_READ_COMMITTED);
			assertThat(only.getTransactionIsolation()).isEqualTo(isolation);
		}
	}

	@Test
	void itIsApartFromTheTransactionOnTheThread() {
		new TransactionTemplate(new DataSourceTransactionManager(this.database)).executeWithoutResult((status) -> {
			this.own.call(() -> insert("own"));
			status.setRollbackOnly();
		});
		assertThat(rows()).containsExactly("own");
	}

	@Test
	void oneInsideOfAnotherEndsByItself() {
		this.own.call(() -> {
			insert("outer");
			assertThatIllegalArgumentException().isThrownBy(() -> this.own.call(() -> {
				insert("inner");
				throw new IllegalArgumentException();
			}));
			return true;
		});
		assertThat(rows()).containsExactly("outer");
		assertThatIllegalArgumentException().isThrownBy(() -> this.own.call(() -> {
			this.own.call(() -> insert("inner"));
			throw new IllegalArgumentException();
		}));
		assertThat(rows()).containsExactly("inner", "outer");
	}

	@Test
	void workThatFailsLeavesNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.own.call(() -> {
			insert("own");
			throw new IllegalArgumentException();
		}));
		assertThat(rows()).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway")
	void workWithoutAResultIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> this.own.<String>call(() -> null));
	}

	private boolean insert(String id) {
		return this.statements.runInTransaction("INSERT INTO t (id) VALUES (?)", 1, (statement) -> {
			statement.setString(1, id);
			return statement.executeUpdate();
		}).isPresent();
	}

	private List<String> rows() {
		return this.database.jdbc().queryForList("SELECT id FROM t ORDER BY id", String.class);
	}

}
