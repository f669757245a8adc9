package io.github.rocketmqhttp.reliability.setup;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Something commits in the middle of a transaction with messages, which then ends in one
 * way or another: a message follows the rows, not what Spring says.
 */
@Timeout(120)
class EarlyCommitTests {

	@EachDatabase
	void aMessageFollowsTheRowsUnderJdbc(TestDatabase database) throws Exception {
		run(database, SetUpManagers.Jdbc.class);
	}

	@EachDatabase
	void aMessageFollowsTheRowsUnderJpa(TestDatabase database) throws Exception {
		run(database, SetUpManagers.Jpa.class);
	}

	private static void run(TestDatabase database, Class<?> manager) throws Exception {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
				TestDatabase logged = database.kind().fresh();
				TestDatabase other = database.kind().fresh();
				ConfigurableApplicationContext context = SetUpApplication.start(broker.endpoint(), manager,
						database.dataSource(), logged, other)) {
			JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
			jdbc.execute("CREATE TABLE orders (id VARCHAR(40) PRIMARY KEY)");
			SetUpApplication.Orders orders = context.getBean(SetUpApplication.Orders.class);
			for (Committer committer : Committer.values()) {
				for (boolean fails : new boolean[] { false, true }) {
					Throwable failure = catchThrowable(() -> orders.early(committer + "-" + fails, () -> {
						committer.commit(database, jdbc);
						if (fails) {
							throw new IllegalStateException("refused");
						}
					}));
					assertThat(failure != null).as("%s %s: %s", committer, fails, failure).isEqualTo(fails);
				}
			}
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				broker.advance(Duration.ofSeconds(31));
				assertThat(broker.topic("orders").half()).isEmpty();
			});
			List<String> rows = jdbc.queryForList("SELECT id FROM orders", String.class);
			assertThat(rows).hasSizeGreaterThan(Committer.values().length);
			assertThat(broker.topic("orders").committed().stream().map(MessageView::body))
				.containsExactlyInAnyOrderElementsOf(rows);
		}
	}

	/**
	 * What commits.
	 */
	private enum Committer {

		STATEMENT {

			@Override
			void commit(TestDatabase database, JdbcTemplate jdbc) {
				jdbc.execute((database.kind() == DatabaseKind.POSTGRESQL) ? "COMMIT"
						: "CREATE TABLE report_" + System.nanoTime() + " (id INT)");
			}

		},

		SECOND_MANAGER {

			@Override
			void commit(TestDatabase database, JdbcTemplate jdbc) {
				new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()))
					.executeWithoutResult((status) -> jdbc.queryForList("SELECT id FROM orders", String.class));
			}

		},

		CONNECTION {

			@Override
			void commit(TestDatabase database, JdbcTemplate jdbc) {
				DataSource dataSource = database.dataSource();
				try {
					DataSourceUtils.getConnection(dataSource).commit();
				}
				catch (SQLException ex) {
					throw new AssertionError(ex);
				}
			}

		};

		abstract void commit(TestDatabase database, JdbcTemplate jdbc);

	}

}
