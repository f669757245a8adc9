package io.github.rocketmqhttp.reliability.setup;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import javax.sql.DataSource;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.reliability.database.DatabaseKind;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
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

	private static final Logger logger = LoggerFactory.getLogger(EarlyCommitTests.class);

	@EachDatabase
	void aMessageFollowsTheRowsUnderJdbc(TestDatabase database) throws Exception {
		run(database, SetUpManagers.Jdbc.class);
	}

	@EachDatabase
	void aMessageFollowsTheRowsUnderJpa(TestDatabase database) throws Exception {
		run(database, SetUpManagers.Jpa.class);
	}

	/**
	 * A failed call rolls back to its savepoint, which may be gone by then.
	 */
	@EachDatabase
	void aMessageOfANestedCallFollowsTheRows(TestDatabase database) throws Exception {
		run(database, SetUpManagers.Jdbc.class, (orders, jdbc, outer) -> {
			for (int isolation : List.of(TransactionDefinition.ISOLATION_READ_COMMITTED,
					TransactionDefinition.ISOLATION_REPEATABLE_READ, TransactionDefinition.ISOLATION_SERIALIZABLE)) {
				outer.setIsolationLevel(isolation);
				for (@Nullable
				Committer committer : committers()) {
					for (boolean goesOn : new boolean[] { false, true }) {
						String id = committer + "-" + isolation + "-" + goesOn;
						call(outer, goesOn,
								() -> orders.earlyNested("early-" + id, () -> fail(committer, database, jdbc)));
						if (committer == null) {
							// Otherwise a row is there before there is any message.
							call(outer, goesOn,
									() -> orders.lateNested("late-" + id, () -> fail(committer, database, jdbc)));
						}
						call(outer, true, () -> orders.earlyNested("done-" + id, () -> {
						}));
					}
				}
			}
		});
	}

	private static List<@Nullable Committer> committers() {
		return Arrays.asList(null, Committer.STATEMENT, Committer.CONNECTION);
	}

	private static void fail(@Nullable Committer committer, TestDatabase database, JdbcTemplate jdbc) {
		if (committer != null) {
			committer.commit(database, jdbc);
		}
		throw new IllegalStateException("refused");
	}

	private static void call(TransactionTemplate outer, boolean goesOn, Runnable nested) {
		try {
			outer.executeWithoutResult((status) -> {
				try {
					nested.run();
				}
				catch (IllegalStateException | TransactionException ex) {
					if (!goesOn) {
						throw ex;
					}
				}
			});
		}
		catch (IllegalStateException | TransactionException | RocketMqHttpException ex) {
			logger.debug("Refused", ex);
		}
	}

	private static void run(TestDatabase database, Class<?> manager) throws Exception {
		run(database, manager, (orders, jdbc, outer) -> {
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
		});
	}

	private static void run(TestDatabase database, Class<?> manager, Calls calls) throws Exception {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
				TestDatabase logged = database.kind().fresh();
				TestDatabase other = database.kind().fresh();
				ConfigurableApplicationContext context = SetUpApplication.start(broker.endpoint(), manager,
						database.dataSource(), logged, other)) {
			JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
			jdbc.execute("CREATE TABLE orders (id VARCHAR(40) PRIMARY KEY)");
			calls.run(context.getBean(SetUpApplication.Orders.class), jdbc,
					new TransactionTemplate(context.getBean("ownManager", PlatformTransactionManager.class)));
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
	 * What is called.
	 */
	private interface Calls {

		void run(SetUpApplication.Orders orders, JdbcTemplate jdbc, TransactionTemplate outer);

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
