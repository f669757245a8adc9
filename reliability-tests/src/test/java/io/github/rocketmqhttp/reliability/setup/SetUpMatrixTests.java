package io.github.rocketmqhttp.reliability.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.setup.SetUp.End;
import io.github.rocketmqhttp.reliability.setup.SetUp.Nesting;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Managers, calls, and synchronizations that fail beside ours, combined. The oracle is
 * the table of the business after everything has ended: delivered is what has a row
 * there. A run is repeated with {@code -Dsetup.seed=…}; the profile {@code proofs} runs
 * more of the combinations, and {@code -Dsetup.count=20000} all.
 */
class SetUpMatrixTests {

	private static final int CUT = 150;

	@EachDatabase
	void deliveredIsWhatIsInTheDatabase(TestDatabase database) {
		assertDeliveredIsWhatIsInTheDatabases(List.of(database), database.dataSource(), SetUpManagers.Jdbc.class);
	}

	@EachDatabase
	void deliveredIsWhatIsInTheDatabasesOfARoutedOne(TestDatabase database) {
		try (TestDatabase second = database.kind().fresh()) {
			assertDeliveredIsWhatIsInTheDatabases(List.of(database, second), new OrderRouting(database, second),
					SetUpManagers.Routed.class);
		}
	}

	@EachDatabase
	void deliveredIsWhatIsInTheDatabaseUnderJpa(TestDatabase database) {
		assertDeliveredIsWhatIsInTheDatabases(List.of(database), database.dataSource(), SetUpManagers.Jpa.class);
	}

	private static void assertDeliveredIsWhatIsInTheDatabases(List<TestDatabase> databases, DataSource own,
			Class<?> manager) {
		TestDatabase database = databases.get(0);
		long seed = Long.getLong("setup.seed", RandomGenerator.getDefault().nextInt(1_000_000));
		boolean jpa = manager == SetUpManagers.Jpa.class;
		List<SetUp> setUps = SetUp.some(seed,
				Integer.getInteger("setup.count", Boolean.getBoolean("proofs") ? 1000 : CUT), jpa);
		System.out.println(setUps.size() + " set-ups on " + database.name() + ", replay with -Dsetup.seed=" + seed);
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
				TestDatabase logged = database.kind().fresh();
				TestDatabase other = database.kind().fresh();
				ConfigurableApplicationContext context = SetUpApplication.start(broker.endpoint(), manager, own, logged,
						other)) {
			databases.forEach((each) -> new JdbcTemplate(each.dataSource())
				.execute("CREATE TABLE orders (id VARCHAR(20) PRIMARY KEY)"));
			Map<String, SetUp> byOrder = new TreeMap<>();
			for (SetUp setUp : setUps) {
				String order = "o-" + byOrder.size();
				byOrder.put(order, setUp);
				OrderRouting.with(order, () -> perform(context, setUp, order));
			}
			await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
				broker.advance(Duration.ofSeconds(31));
				assertThat(broker.topic("orders").half()).isEmpty();
			});
			List<String> rows = new ArrayList<>();
			for (TestDatabase each : databases) {
				HikariPoolMXBean pool = ((HikariDataSource) each.dataSource()).getHikariPoolMXBean();
				await().untilAsserted(() -> assertThat(pool.getActiveConnections()).as("connections held").isZero());
				List<String> its = new JdbcTemplate(each.dataSource()).queryForList("SELECT id FROM orders",
						String.class);
				assertThat(its).as("rows on one of %s", databases.size()).isNotEmpty();
				rows.addAll(its);
			}
			List<String> delivered = broker.topic("orders").committed().stream().map(MessageView::body).toList();
			assertThat(named(minus(rows, delivered), byOrder)).as("lost, seed %s", seed).isEmpty();
			assertThat(named(minus(delivered, rows), byOrder)).as("phantom, seed %s", seed).isEmpty();
			assertThat(delivered).doesNotHaveDuplicates();
			assertThat(rows).as("a run in which nothing commits or all does")
				.hasSizeBetween(setUps.size() / 10, setUps.size() * 9 / 10);
		}
	}

	private static List<String> minus(List<String> all, List<String> some) {
		List<String> rest = new ArrayList<>(all);
		rest.removeAll(some);
		return rest;
	}

	private static Map<String, SetUp> named(List<String> orders, Map<String, SetUp> byOrder) {
		Map<String, SetUp> named = new TreeMap<>(byOrder);
		named.keySet().retainAll(orders);
		return named;
	}

	private static void perform(ConfigurableApplicationContext context, SetUp setUp, String order) {
		TransactionTemplate own = template(context, "ownManager", false);
		TransactionTemplate other = template(context, "otherManager", false);
		TransactionTemplate logged = template(context, "loggedManager", false);
		TransactionTemplate alone = template(context, "otherManager", true);
		Runnable call = () -> call(context, setUp, order);
		try {
			switch (setUp.nesting()) {
				case NONE -> call.run();
				case OWN -> within(setUp, List.of(own), call);
				case OWN_OTHER -> within(setUp, List.of(own, other), call);
				case OWN_LOGGED -> within(setUp, List.of(own, logged), call);
				case OTHER_OWN -> within(setUp, List.of(other, own), call);
				case LOGGED_OWN -> within(setUp, List.of(logged, own), call);
				case OWN_OTHER_ALONE -> within(setUp, List.of(own, alone), call);
			}
		}
		catch (RuntimeException | StackOverflowError ex) {
			// What the caller gets to see is not the question here.
		}
		assertThat(TransactionSynchronizationManager.isActualTransactionActive()).as(setUp.toString()).isFalse();
		assertThat(TransactionSynchronizationManager.getResourceMap()).as(setUp.toString()).isEmpty();
	}

	private static TransactionTemplate template(ConfigurableApplicationContext context, String manager, boolean alone) {
		TransactionTemplate template = new TransactionTemplate(
				context.getBean(manager, PlatformTransactionManager.class));
		if (alone) {
			template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		}
		return template;
	}

	private static void within(SetUp setUp, List<TransactionTemplate> templates, Runnable call) {
		templates.get(0).executeWithoutResult((status) -> {
			if (setUp.nesting() == Nesting.OWN || templates.size() == 1) {
				register(setUp);
			}
			if (templates.size() > 1) {
				within(setUp, templates.subList(1, templates.size()), call);
			}
			else {
				call.run();
				if (setUp.end() == End.INNER_ROLLBACK_ONLY) {
					status.setRollbackOnly();
				}
			}
			if (templates.size() > 1 && setUp.end() == End.OUTER_ROLLBACK_ONLY) {
				status.setRollbackOnly();
			}
		});
	}

	private static void call(ConfigurableApplicationContext context, SetUp setUp, String order) {
		SetUpApplication.Orders orders = context.getBean(SetUpApplication.Orders.class);
		RocketMqHttpOperations template = context.getBean(RocketMqHttpOperations.class);
		Runnable work = () -> {
			register(setUp);
			if (setUp.end() == End.EXCEPTION || setUp.end() == End.SWALLOWED_EXCEPTION) {
				throw new IllegalStateException("no stock");
			}
		};
		try {
			switch (setUp.call()) {
				case EARLY -> orders.early(order, work);
				case LATE -> orders.late(order, work);
				case EARLY_ALONE -> orders.earlyAlone(order, work);
				case LATE_ALONE -> orders.lateAlone(order, work);
				case EARLY_NESTED -> orders.earlyNested(order, work);
				case LATE_NESTED -> orders.lateNested(order, work);
				case IN_TRANSACTION -> template.inTransaction(template.newMessage(order).topic("orders"), (status) -> {
					orders.insert(order, work);
					return order;
				});
				case ON_COMMIT -> orders.onCommit(order, work);
			}
		}
		catch (IllegalStateException ex) {
			if (setUp.end() != End.SWALLOWED_EXCEPTION) {
				throw ex;
			}
		}
	}

	/**
	 * A synchronization that fails, in whatever transaction is the innermost one.
	 */
	private static void register(SetUp setUp) {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new Failing(setUp));
		}
	}

	private record Failing(SetUp setUp) implements TransactionSynchronization {

		@Override
		public int getOrder() {
			return this.setUp.ahead() ? Ordered.HIGHEST_PRECEDENCE : Ordered.LOWEST_PRECEDENCE;
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			failIn(SetUp.Callback.BEFORE_COMMIT);
		}

		@Override
		public void beforeCompletion() {
			failIn(SetUp.Callback.BEFORE_COMPLETION);
		}

		@Override
		public void afterCommit() {
			failIn(SetUp.Callback.AFTER_COMMIT);
		}

		@Override
		public void afterCompletion(int status) {
			failIn(SetUp.Callback.AFTER_COMPLETION);
		}

		private void failIn(SetUp.Callback callback) {
			if (this.setUp.callback() == callback) {
				this.setUp.failure().happen();
			}
		}

	}

}
