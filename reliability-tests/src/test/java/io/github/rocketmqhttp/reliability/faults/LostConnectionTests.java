package io.github.rocketmqhttp.reliability.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What the databases make of a connection that is lost: the drivers abort it each in
 * their own way.
 */
class LostConnectionTests {

	@EachDatabase
	void aConnectionLostBeforeCommitIsRolledBack(TestDatabase database) throws SQLException {
		JdbcTemplate table = createTable(database);
		assertFailedCommit(database, JdbcFault.LOST_BEFORE_COMMIT);
		// Waits for the lock of the lost transaction, if the database still holds it.
		assertThatNoException().isThrownBy(() -> table.update("INSERT INTO orders VALUES (1)"));
	}

	@EachDatabase
	void aConnectionLostDuringCommitIsCommitted(TestDatabase database) throws SQLException {
		JdbcTemplate table = createTable(database);
		assertFailedCommit(database, JdbcFault.LOST_DURING_COMMIT);
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> table.update("INSERT INTO orders VALUES (1)"));
	}

	private static JdbcTemplate createTable(TestDatabase database) {
		JdbcTemplate table = new JdbcTemplate(database.dataSource());
		table.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
		return table;
	}

	private static void assertFailedCommit(TestDatabase database, JdbcFault fault) throws SQLException {
		FaultyDataSource faulty = new FaultyDataSource(
				new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()),
				new FaultPlan<>(JdbcFault.class, 1, Map.of(fault, 1000)));
		try (Connection connection = faulty.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("INSERT INTO orders VALUES (1)");
			assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit)
				.returns("08006", SQLException::getSQLState);
			assertThat(connection.isValid(1)).isFalse();
			assertThat(connection.isClosed()).isTrue();
		}
	}

}
