package io.github.rocketmqhttp.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What one back-check waits for holds up no other that can be answered, and a thread that
 * cannot be made spoils nothing.
 */
class BackCheckThreadsTests {

	private static final Duration IMMUNITY = Duration.ofSeconds(31);

	private static final Duration INTERVAL = Duration.ofSeconds(11);

	private static final String INSERT = "INSERT INTO rocketmq_http_transaction (tx_id, state, attempts) VALUES (?, 'C', '1')";

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class,
			Blocking.class, Scarce.class);

	private final Blocking handler = this.app.get(Blocking.class);

	private final Scarce threads = this.app.get(Scarce.class);

	private final InDoubtMessages inDoubt = this.app.get(InFlightTransactions.class).inDoubt();

	@AfterEach
	void stop() {
		this.handler.gate.countDown();
		this.app.close();
	}

	@Test
	void aThreadThatCannotBeMadeOnceLeavesTheMessageToItsNextCheck() {
		this.handler.gate.countDown();
		this.threads.missing.set(1);
		publishForeign("o-1");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).extracting(InDoubtMessage::reason)
			.containsExactly(AnswerReason.BUSY));
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		assertThat(this.inDoubt.list()).isEmpty();
	}

	@Test
	void whatTheLogKnowsIsAnsweredEvenWithoutAThreadForIt() {
		this.threads.missing.set(Integer.MAX_VALUE);
		commit(leaveBehind("o-1"));
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
	}

	@Test
	void handlersThatBlockHoldUpNoMessageThatTheLogKnows() {
		for (int i = 0; i < 40; i++) {
			publishForeign("foreign-" + i);
		}
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.handler.asked).hasValueGreaterThanOrEqualTo(16));
		commit(leaveBehind("o-1"));
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
	}

	@Test
	void handlersThatBlockHoldUpNoMessageThatTheLogHasToFence() {
		for (int i = 0; i < 40; i++) {
			publishForeign("foreign-" + i);
		}
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.handler.asked).hasValueGreaterThanOrEqualTo(16));
		leaveBehind("o-1");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.dropped("orders")).containsExactly("o-1"));
	}

	@Test
	void transactionsThatRunElsewhereHoldUpNoneThatHasCommitted() throws Exception {
		List<String> running = leaveBehind(64);
		try (Connection connection = this.app.get(DataSource.class).getConnection()) {
			begin(connection, running);
			commit(leaveBehind("o-committed"));
			this.app.broker.advance(IMMUNITY);
			// To wait for all that run takes 32 s: a second for each, two at a time.
			await().atMost(Duration.ofSeconds(15))
				.untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-committed"));
			assertThat(this.app.dropped("orders")).isEmpty();
			connection.commit();
		}
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			this.app.broker.advance(INTERVAL);
			assertThat(this.app.delivered("orders")).hasSize(65);
		});
	}

	@Test
	void oneThatIsGoneAmongManyThatRunIsFencedInItsTurn() throws Exception {
		List<String> running = leaveBehind(40);
		try (Connection connection = this.app.get(DataSource.class).getConnection()) {
			begin(connection, running);
			leaveBehind("o-gone");
			this.app.broker.advance(IMMUNITY);
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				this.app.broker.advance(INTERVAL);
				assertThat(this.app.dropped("orders")).containsExactly("o-gone");
			});
			connection.rollback();
		}
	}

	/** Writes rows that nobody else sees before the connection commits. */
	private static void begin(Connection connection, List<String> ids) throws SQLException {
		connection.setAutoCommit(false);
		try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
			for (String id : ids) {
				insert.setString(1, id);
				insert.addBatch();
			}
			insert.executeBatch();
		}
	}

	private List<String> leaveBehind(int count) {
		return IntStream.range(0, count).mapToObj((i) -> leaveBehind("running-" + i)).toList();
	}

	/** What a process leaves at the broker that died somewhere after publishing. */
	private String leaveBehind(String body) {
		String id = TransactionIds.next();
		this.app.get(RocketMqHttpClient.class)
			.publishHalf("orders",
					OutboundMessage.of(body)
						.immunityTime(Duration.ofSeconds(30))
						.property(TransactionHeaders.TRANSACTION_ID, id)
						.property(TransactionHeaders.ATTEMPT_ID, "1")
						.property(TransactionHeaders.LOG, "default")
						.build());
		return id;
	}

	private void commit(String id) {
		this.app.get(JdbcTemplate.class).update(INSERT, id);
	}

	private void publishForeign(String body) {
		this.app.get(RocketMqHttpClient.class)
			.publishHalf("orders", OutboundMessage.of(body).immunityTime(Duration.ofSeconds(30)).build());
	}

	/** Commits, once its gate is open. */
	static class Blocking {

		private final CountDownLatch gate = new CountDownLatch(1);

		private final AtomicInteger asked = new AtomicInteger();

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) throws InterruptedException {
			this.asked.incrementAndGet();
			this.gate.await();
			return TransactionResolution.COMMIT;
		}

	}

	/** Has no thread to give at first. */
	@Configuration(proxyBeanMethods = false)
	static class Scarce {

		private final AtomicInteger missing = new AtomicInteger();

		@Bean
		TransactionFixture.Threads threads() {
			return (prefix) -> {
				ThreadFactory threads = new CustomizableThreadFactory(prefix);
				return (work) -> {
					if (this.missing.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
						throw new OutOfMemoryError("unable to create native thread");
					}
					return threads.newThread(work);
				};
			};
		}

	}

}
