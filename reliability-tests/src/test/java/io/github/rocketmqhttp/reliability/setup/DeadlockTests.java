package io.github.rocketmqhttp.reliability.setup;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.reliability.database.EachDatabase;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * A transaction becomes a deadlock's victim, and the business catches the exception and
 * goes on: some databases have rolled everything back then and begun anew.
 */
@Timeout(120)
class DeadlockTests {

	private static final int MAX_ROUNDS = 20;

	private final ExecutorService thread = Executors.newSingleThreadExecutor();

	@EachDatabase
	void whatADeadlocksVictimDoesAfterwardsCommitsWithItsMessageOrNotAtAll(TestDatabase database) throws Exception {
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
				TestDatabase logged = database.kind().fresh();
				TestDatabase other = database.kind().fresh();
				ConfigurableApplicationContext context = SetUpApplication.start(broker.endpoint(),
						SetUpManagers.Jdbc.class, database.dataSource(), logged, other)) {
			JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
			jdbc.execute("CREATE TABLE orders (id VARCHAR(20) PRIMARY KEY)");
			jdbc.execute("CREATE TABLE stock (id INT PRIMARY KEY, amount INT)");
			for (int i = 0; i < 200; i++) {
				jdbc.update("INSERT INTO stock VALUES (?, 0)", i);
			}
			int victims = 0;
			for (int round = 0; round < MAX_ROUNDS && victims == 0; round++) {
				if (place(context, jdbc, "o-" + round)) {
					victims++;
				}
			}
			assertThat(victims).as("rounds in which the call was the victim").isPositive();
			await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
				broker.advance(Duration.ofSeconds(31));
				assertThat(broker.topic("orders").half()).isEmpty();
			});
			assertThat(broker.topic("orders").committed().stream().map(MessageView::body))
				.containsExactlyInAnyOrderElementsOf(jdbc.queryForList("SELECT id FROM orders", String.class));
		}
		finally {
			this.thread.shutdownNow();
		}
	}

	/**
	 * Places an order while another transaction, which has changed more, waits for it.
	 * @return whether the order's transaction was the victim
	 */
	private boolean place(ConfigurableApplicationContext context, JdbcTemplate jdbc, String order) throws Exception {
		TransactionTemplate rival = new TransactionTemplate(
				context.getBean("ownManager", PlatformTransactionManager.class));
		CountDownLatch mine = new CountDownLatch(1);
		CountDownLatch theirs = new CountDownLatch(1);
		AtomicBoolean victim = new AtomicBoolean();
		Future<?> waiting = this.thread.submit(() -> catchThrowable(() -> rival.executeWithoutResult((status) -> {
			jdbc.update("UPDATE stock SET amount = amount + 1 WHERE id > 0");
			theirs.countDown();
			awaitLatch(mine);
			jdbc.update("UPDATE stock SET amount = amount + 1 WHERE id = 0");
		})));
		Throwable failure = catchThrowable(() -> context.getBean(SetUpApplication.Orders.class).early(order, () -> {
			awaitLatch(theirs);
			jdbc.update("UPDATE stock SET amount = amount + 1 WHERE id = 0");
			mine.countDown();
			try {
				jdbc.update("UPDATE stock SET amount = amount + 1 WHERE id = 1");
			}
			catch (DataAccessException ex) {
				victim.set(true);
				jdbc.update("UPDATE stock SET amount = amount + 1 WHERE id = 0");
			}
		}));
		waiting.get(60, TimeUnit.SECONDS);
		assertThat(failure != null).as("victim " + victim.get() + ", " + failure).isEqualTo(victim.get());
		return victim.get();
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
