package io.github.rocketmqhttp.transaction;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log costs where nothing goes wrong.
 */
class TransactionLogCostTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@ParameterizedTest
	@EnumSource
	void anInsertAndALookAreAllThatATransactionPays(SendPhase phase) throws Exception {
		JdbcTemplate jdbc = this.app.get(JdbcTemplate.class);
		jdbc.execute("SET QUERY_STATISTICS TRUE");
		for (int i = 0; i < 10; i++) {
			Orders orders = this.app.get(Orders.class);
			if (phase == SendPhase.BEFORE_METHOD) {
				orders.place("o-" + i, Orders.Work.NOTHING);
			}
			else {
				orders.confirm("o-" + i, Orders.Work.NOTHING);
			}
		}
		List<String> statements = jdbc
			.queryForList(
					"SELECT REGEXP_REPLACE(SQL_STATEMENT, '( [(].*)? (VALUES|SELECT [?]|WHERE) .*', '') || ' x '"
							+ " || EXECUTION_COUNT FROM INFORMATION_SCHEMA.QUERY_STATISTICS"
							+ " WHERE EXECUTION_COUNT >= 10 AND SQL_STATEMENT NOT IN ('COMMIT', 'ROLLBACK')",
					String.class);
		assertThat(statements).containsExactlyInAnyOrder("INSERT INTO orders x 10",
				"INSERT INTO rocketmq_http_transaction x 10",
				"SELECT tx_id, attempts FROM rocketmq_http_transaction x 10");
	}

}
