package io.github.rocketmqhttp.reliability.inbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.reliability.faults.FaultPlan;
import io.github.rocketmqhttp.reliability.faults.FaultProxy;
import io.github.rocketmqhttp.reliability.faults.HttpFault;
import io.github.rocketmqhttp.reliability.faults.JdbcFault;
import io.github.rocketmqhttp.reliability.process.ChildJvm;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Publishes each message one to four times, out of order, and has two instances consume
 * them over a bad network into a bad database, while they are killed and restarted and
 * the broker delivers again what they hold.
 */
final class InboxProof implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InboxProof.class);

	private static final int MOST_COPIES = 4;

	private static final int KILLS = 4;

	private static final int MOST_ROUNDS = 30;

	private static final int MOST_REQUESTS = 64;

	private static final Duration INVISIBLE = Duration.ofMinutes(5);

	private static final Duration ROUND = Duration.ofSeconds(3);

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final int messages;

	private final long seed;

	private final Random random;

	private final TestDatabase database;

	private final JdbcTemplate jdbc;

	private final RocketMqHttpBroker broker;

	private final FaultProxy proxy;

	private final Map<Integer, ChildJvm> instances = new HashMap<>();

	private int lives;

	InboxProof(int messages, long seed, TestDatabase database) throws IOException {
		this.messages = messages;
		this.seed = seed;
		this.random = new Random(seed);
		this.database = database;
		this.jdbc = new JdbcTemplate(database.dataSource());
		this.jdbc.execute(BillingService.CREATE_TABLE);
		this.broker = RocketMqHttpBroker.builder().invisibleTime(INVISIBLE).maxDeliveries(100).start();
		this.proxy = FaultProxy.start(this.broker.endpoint(),
				new FaultPlan<>(HttpFault.class, seed,
						Map.of(HttpFault.DROP_BEFORE_SEND, 10, HttpFault.DROP_AFTER_SEND, 20,
								HttpFault.SERVER_ERROR_BEFORE_SEND, 10, HttpFault.TRUNCATED_ANSWER, 10)),
				Duration.ofMillis(200), Duration.ofMillis(50));
	}

	/**
	 * Performs the run.
	 * @return what came of it
	 * @throws IllegalStateException if it does not come to an end
	 */
	InboxResult perform() throws IOException, InterruptedException {
		long start = System.nanoTime();
		start(1);
		start(2);
		long published = publish(copies());
		for (int kill = 1; kill <= KILLS; kill++) {
			awaitConsumed(published * kill / (KILLS + 1));
			int victim = 1 + this.random.nextInt(2);
			start(victim);
			// What the dead one held comes back, and what the other one still holds.
			this.broker.advance(INVISIBLE);
		}
		this.proxy.calm();
		int rounds = settle(published);
		Map<Integer, Long> effects = new HashMap<>();
		this.jdbc.query(BillingService.COUNT, (row) -> {
			effects.put(row.getInt("id"), row.getLong("effects"));
		});
		Integer rows = this.jdbc.queryForObject("SELECT COUNT(*) FROM rocketmq_http_inbox", Integer.class);
		return new InboxResult(this.database.name(), this.seed, this.messages, published, KILLS, rounds, effects,
				(rows != null) ? rows : 0, Duration.ofNanos(System.nanoTime() - start));
	}

	/**
	 * Starts an instance; one that runs is killed.
	 */
	private void start(int number) throws IOException {
		this.lives++;
		Path errors = Path.of("target", "inbox", this.database.name() + "-" + number + ".log");
		this.instances.put(number,
				ChildJvm.start(BillingApplication.class,
						BillingApplication.arguments(this.proxy.endpoint(), this.database,
								new FaultPlan<>(JdbcFault.class, this.seed + this.lives,
										Map.of(JdbcFault.LOST_BEFORE_STATEMENT, 2, JdbcFault.LOST_BEFORE_COMMIT, 5,
												JdbcFault.LOST_DURING_COMMIT, 5, JdbcFault.LOST_AFTER_COMMIT, 5))),
						errors, new Output()));
	}

	/**
	 * The numbers of the messages, each as often as it is published, out of order.
	 */
	private List<Integer> copies() {
		List<Integer> copies = new ArrayList<>();
		for (int number = 1; number <= this.messages; number++) {
			copies.addAll(Collections.nCopies(1 + this.random.nextInt(MOST_COPIES), number));
		}
		Collections.shuffle(copies, this.random);
		return copies;
	}

	private long publish(List<Integer> numbers) throws InterruptedException {
		Semaphore underWay = new Semaphore(MOST_REQUESTS);
		List<CompletableFuture<?>> receipts = new ArrayList<>(numbers.size());
		try (RocketMqHttpClient client = RocketMqHttpClient.builder()
			.endpoint(this.broker.endpoint())
			.credentials(() -> Credentials.of("key", "secret"))
			.build()) {
			for (int number : numbers) {
				underWay.acquire();
				receipts.add(client.publishAsync(BillingApplication.TOPIC, message(number))
					.whenComplete((receipt, failure) -> underWay.release()));
			}
			CompletableFuture.allOf(receipts.toArray(CompletableFuture<?>[]::new)).join();
		}
		return numbers.size();
	}

	/**
	 * Half of them as our own producers publish them, half as others do.
	 */
	private static OutboundMessage message(int number) {
		OutboundMessage.Builder message = OutboundMessage.of(Integer.toString(number));
		if (number % 2 == 0) {
			return message.key("order-" + number).build();
		}
		// Two messages of one transaction each: 1 and 3, 5 and 7.
		return message.property(TransactionHeaders.TRANSACTION_ID, "tx-" + number / 4)
			.property(TransactionHeaders.ATTEMPT_ID, (number % 4 == 1) ? "1" : "2")
			.build();
	}

	private ConsumerGroupView group() {
		return this.broker.topic(BillingApplication.TOPIC)
			.consumerGroup(BillingApplication.GROUP)
			.orElseGet(() -> new ConsumerGroupView(BillingApplication.GROUP, 0, 0, 0, 0));
	}

	private void awaitConsumed(long count) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!consumedWithin(ROUND, count)) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("Still " + group() + "; logs are in target/inbox");
			}
			this.broker.advance(INVISIBLE);
		}
	}

	private boolean consumedWithin(Duration time, long count) {
		try {
			Awaitility.await().atMost(time).until(() -> group().consumed() >= count);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	/**
	 * Lets time pass until every message is acknowledged.
	 * @return how many rounds that took
	 */
	private int settle(long published) {
		int rounds = 0;
		while (!consumedWithin(ROUND, published)) {
			if (++rounds > MOST_ROUNDS) {
				throw new IllegalStateException(
						"Still " + group() + " of " + published + " messages; logs are in target/inbox");
			}
			this.broker.advance(INVISIBLE);
		}
		return rounds;
	}

	@Override
	public void close() {
		this.instances.values().forEach(ChildJvm::close);
		this.proxy.close();
		this.broker.close();
	}

	/**
	 * Instances log to standard error, and say nothing else.
	 */
	private static final class Output implements ChildJvm.Listener {

		@Override
		public void line(String line) {
			logger.info("An instance says: {}", line);
		}

		@Override
		public void ended() {
			logger.info("An instance has ended");
		}

	}

}
