package io.github.rocketmqhttp.reliability.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FaultyDataSourceTests {

	private static final FaultPlan<JdbcFault> STORM = FaultPlan.parse(JdbcFault.class,
			"seed=2026 LOST_BEFORE_STATEMENT=100 LOST_BEFORE_COMMIT=150 LOST_DURING_COMMIT=150 LOST_AFTER_COMMIT=150");

	private final JdbcDataSource physical = new JdbcDataSource();

	/** Past the faults. */
	private JdbcTemplate table = new JdbcTemplate();

	@BeforeEach
	void createTable() {
		this.physical.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		this.table = new JdbcTemplate(this.physical);
		this.table.execute("CREATE TABLE orders (id INT PRIMARY KEY)");
	}

	@AfterEach
	void dropDatabase() {
		this.table.execute("SHUTDOWN");
	}

	@ParameterizedTest
	@EnumSource(JdbcFault.class)
	void aRowIsThereExactlyIfTheDatabaseCommitted(JdbcFault fault) throws SQLException {
		FaultyDataSource faulty = new FaultyDataSource(this.physical, always(fault));
		try (Connection connection = faulty.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			switch (fault) {
				case NONE, LOST_AFTER_COMMIT -> {
					statement.execute("INSERT INTO orders VALUES (1)");
					connection.commit();
				}
				case LOST_BEFORE_STATEMENT ->
					assertConnectionFailure(() -> statement.execute("INSERT INTO orders VALUES (1)"));
				default -> {
					statement.execute("INSERT INTO orders VALUES (1)");
					assertConnectionFailure(connection::commit);
				}
			}
			boolean committed = fault != JdbcFault.LOST_BEFORE_STATEMENT && fault != JdbcFault.LOST_BEFORE_COMMIT;
			assertThat(rows()).isEqualTo(committed ? 1 : 0);
			assertThat(connection.isValid(1)).isEqualTo(fault == JdbcFault.NONE);
			assertThat(connection.isClosed()).isEqualTo(fault != JdbcFault.NONE);
			assertThat(faulty.counts().of(fault)).isPositive();
		}
	}

	@Test
	void aLostConnectionRefusesWhatFollows() throws SQLException {
		FaultyDataSource faulty = new FaultyDataSource(this.physical, always(JdbcFault.LOST_BEFORE_COMMIT));
		try (Connection connection = faulty.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			assertConnectionFailure(connection::commit);
			assertConnectionFailure(connection::rollback);
			assertConnectionFailure(connection::commit);
			assertConnectionFailure(() -> connection.setAutoCommit(true));
			assertConnectionFailure(() -> connection.prepareStatement("SELECT 1").close());
			assertConnectionFailure(() -> statement.execute("SELECT 1"));
			assertThat(faulty.counts().of(JdbcFault.LOST_BEFORE_COMMIT)).isOne();
		}
	}

	@Test
	void aStatementKnowsItsFaultyConnection() throws SQLException {
		FaultyDataSource faulty = new FaultyDataSource(this.physical, always(JdbcFault.LOST_BEFORE_COMMIT));
		try (Connection connection = faulty.getConnection();
				Statement statement = connection.prepareStatement("SELECT 1")) {
			assertThat(statement.getConnection()).isSameAs(connection).isEqualTo(connection);
		}
	}

	@ParameterizedTest
	@EnumSource(value = JdbcFault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void aPoolThrowsALostConnectionAway(JdbcFault fault) {
		FaultyDataSource faulty = new FaultyDataSource(this.physical, always(fault));
		try (HikariDataSource pool = pool(faulty)) {
			assertThat(outcome(pool, 1)).isEqualTo((fault == JdbcFault.LOST_AFTER_COMMIT) ? "committed" : "failed");
			faulty.calm();
			assertThat(outcome(pool, 2)).isEqualTo("committed");
		}
	}

	@Test
	void theSameSeedGivesTheSameRunAgain() {
		List<String> first = run(STORM);
		this.table.execute("DELETE FROM orders");
		assertThat(run(STORM)).isEqualTo(first).contains("committed", "failed");
		this.table.execute("DELETE FROM orders");
		assertThat(run(STORM.withSeed(1))).isNotEqualTo(first);
	}

	private List<String> run(FaultPlan<JdbcFault> plan) {
		FaultyDataSource faulty = new FaultyDataSource(this.physical, plan);
		List<String> outcomes = new ArrayList<>();
		try (HikariDataSource pool = pool(faulty)) {
			for (int id = 0; id < 100; id++) {
				outcomes.add(outcome(pool, id));
			}
		}
		FaultCounts<JdbcCall, JdbcFault> counts = faulty.counts();
		assertThat(rows()).isEqualTo(counts.of(JdbcCall.COMMIT, JdbcFault.NONE)
				+ counts.of(JdbcFault.LOST_DURING_COMMIT) + counts.of(JdbcFault.LOST_AFTER_COMMIT));
		assertThat(counts.of(JdbcFault.LOST_DURING_COMMIT)).isPositive();
		assertThat(counts.of(JdbcFault.LOST_AFTER_COMMIT)).isPositive();
		return outcomes;
	}

	private static String outcome(HikariDataSource pool, int id) {
		JdbcTemplate jdbc = new JdbcTemplate(pool);
		try {
			new TransactionTemplate(new JdbcTransactionManager(pool))
				.executeWithoutResult((status) -> jdbc.update("INSERT INTO orders VALUES (?)", id));
			return "committed";
		}
		catch (DataAccessException | TransactionException ex) {
			return "failed";
		}
	}

	private int rows() {
		Integer count = this.table.queryForObject("SELECT COUNT(*) FROM orders", Integer.class);
		return (count != null) ? count : -1;
	}

	private static HikariDataSource pool(FaultyDataSource faulty) {
		HikariConfig config = new HikariConfig();
		config.setDataSource(faulty);
		config.setMaximumPoolSize(1);
		config.setConnectionTimeout(5_000);
		return new HikariDataSource(config);
	}

	private static FaultPlan<JdbcFault> always(JdbcFault fault) {
		return new FaultPlan<>(JdbcFault.class, 1, (fault == JdbcFault.NONE) ? Map.of() : Map.of(fault, 1000));
	}

	private static void assertConnectionFailure(SqlAction action) {
		assertThatExceptionOfType(SQLException.class).isThrownBy(action::run)
			.satisfies((ex) -> assertThat(ex.getSQLState()).startsWith("08"));
	}

	private interface SqlAction {

		void run() throws SQLException;

	}

}
