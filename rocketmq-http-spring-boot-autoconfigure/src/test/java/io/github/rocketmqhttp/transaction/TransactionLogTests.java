package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.HalfMessageReceipt;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * With the log, the database answers back-checks, and nobody has to write a handler.
 */
class TransactionLogTests {

	private static final String ID = "019a9f00-0000-7000-8000-000000000001";

	private static final Duration IMMUNITY = Duration.ofSeconds(31);

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Log.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	private final JdbcTemplate jdbc = this.app.get(JdbcTemplate.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void oneRowPerTransactionIsWrittenWithTheAttemptOfEachMessage() throws Exception {
		this.orders.placeAudited("big-1", Orders.Work.NOTHING);
		Map<String, Object> row = this.jdbc.queryForMap("SELECT * FROM rocketmq_http_transaction WHERE state <> 'I'");
		assertThat(row).containsEntry("STATE", "C").containsEntry("ATTEMPTS", "1,2");
		MessageView message = this.app.topic("audit").committed().get(0);
		assertThat(message.properties()).containsEntry(TransactionHeaders.TRANSACTION_ID, (String) row.get("TX_ID"))
			.containsEntry(TransactionHeaders.ATTEMPT_ID, "2")
			.containsEntry(TransactionHeaders.LOG, "default@" + identity());
	}

	/** A monotonic clock would never learn that the machine has slept. */
	@Test
	void idsCarryTheTimeOfTheMachine() throws Exception {
		Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		this.orders.place("o-1", Orders.Work.NOTHING);
		String id = this.jdbc.queryForObject("SELECT tx_id FROM rocketmq_http_transaction WHERE state <> 'I'",
				String.class);
		assertThat(TransactionHeaders.timeOf(String.valueOf(id))).isBetween(before, Instant.now());
	}

	@Test
	void aTransactionOfAnotherDatabaseIsLeftAlone() throws Exception {
		try (TransactionFixture other = this.app.another(Orders.class, Log.class)) {
			other.get(Orders.class).place("o-1", () -> {
				this.app.broker.advance(IMMUNITY);
				await().untilAsserted(() -> assertThat(this.app.get(InFlightTransactions.class).inDoubt().list())
					.extracting(InDoubtMessage::reason)
					.containsExactly(AnswerReason.LOG_MISSING));
			});
			assertThat(other.rows()).containsExactly("o-1");
		}
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		assertThat(states()).isEmpty();
	}

	@Test
	void aMessageOfAVersionWithoutIdentitiesIsStillAnswered() {
		assertThat(identity()).isNotEmpty();
		leaveBehind("o-1", ID, "1");
		leaveBehind(this.app.get(RocketMqHttpClient.class), "o-2", ID, "2", "default@" + identity());
		leaveBehind(this.app.get(RocketMqHttpClient.class), "o-3", ID, "3", "default@");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.dropped("orders")).containsExactlyInAnyOrder("o-1", "o-2"));
		await().untilAsserted(() -> assertThat(this.app.get(InFlightTransactions.class).inDoubt().list())
			.extracting(InDoubtMessage::reason)
			.containsExactly(AnswerReason.LOG_MISSING));
		assertThat(this.app.undecided("orders")).containsExactly("o-3");
	}

	@Test
	void aLogThatCannotTellItsIdentityStaysSilent() {
		leaveBehind(this.app.get(RocketMqHttpClient.class), "o-1", ID, "1", "default@" + identity());
		this.jdbc.update("UPDATE rocketmq_http_transaction SET attempts = 'no, name' WHERE tx_id = 'identity'");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.get(InFlightTransactions.class).inDoubt().list())
			.extracting(InDoubtMessage::reason)
			.containsExactly(AnswerReason.LOG_SILENT));
		assertThat(states()).isEmpty();
	}

	@Test
	void aForgedIdNeverReachesTheLogAndIsNowhereQuoted() {
		Logger library = (Logger) LoggerFactory.getLogger("io.github.rocketmqhttp");
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		library.addAppender(lines);
		List<String> forged = List.of("zzzz-forged", "ffffffff-ffff-7fff-bfff-ffffffffffff", "ä-forged", "identity",
				"x".repeat(9000) + "-forged", "forged\nWARN a line", ID.replace("-7000-", "-4000-"),
				ID.toUpperCase(Locale.ROOT), madeAt(Instant.EPOCH), madeAt(Instant.now().plus(Duration.ofDays(500))));
		try {
			for (int i = 0; i < forged.size(); i++) {
				leaveBehind(this.app.get(RocketMqHttpClient.class), "o-" + i, forged.get(i), "1",
						"default@" + identity());
			}
			leaveBehind(this.app.get(RocketMqHttpClient.class), "o-log", ID, "1", "evil-forged\nWARN a line");
			this.app.broker.advance(IMMUNITY);
			await().untilAsserted(() -> assertThat(this.app.get(InFlightTransactions.class).inDoubt().list())
				.hasSize(forged.size() + 1)
				.allSatisfy((message) -> assertThat(message.reason()).isEqualTo(AnswerReason.LOG_MISSING))
				.allSatisfy((message) -> assertThat(message.transactionId()).doesNotContain("forged")));
		}
		finally {
			library.detachAppender(lines);
		}
		assertThat(states()).isEmpty();
		assertThat(this.app.undecided("orders")).hasSize(forged.size() + 1);
		assertThat(List.copyOf(lines.list)).extracting(ILoggingEvent::getFormattedMessage)
			.anyMatch((line) -> line.contains("not one of this library"))
			.noneMatch((line) -> line.contains("forged"));
	}

	@Test
	void theRowIsTheFirstStatementOfTheTransactionAndGoesWithIt() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.orders.place("o-1", () -> {
			assertThat(states()).containsExactly("C");
			throw new IllegalStateException();
		}));
		assertThat(states()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void anotherProcessCommitsWhatTheLogKnows() {
		this.jdbc
			.update("INSERT INTO rocketmq_http_transaction (tx_id, state, attempts) VALUES ('" + ID + "', 'C', '1')");
		leaveBehind("o-1", ID, "1");
		leaveBehind("o-orphan", ID, "2");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> {
			assertThat(this.app.delivered("orders")).containsExactly("o-1");
			assertThat(this.app.dropped("orders")).containsExactly("o-orphan");
		});
		await().untilAsserted(
				() -> assertThat(counted()).containsExactlyInAnyOrder("COMMITTED/FENCE", "ROLLED_BACK/FENCE"));
	}

	@Test
	void whatTheLogDoesNotKnowIsFencedAndRolledBack() {
		leaveBehind("o-1", ID, "1");
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.dropped("orders")).containsExactly("o-1"));
		assertThat(states()).containsExactly("R");
		await().untilAsserted(() -> assertThat(counted()).containsExactly("ROLLED_BACK/FENCE"));
	}

	@Test
	void aHandlerAnswersForMessagesOfOtherProgramsAndIsNotAskedAboutOurs() {
		try (TransactionFixture both = TransactionFixture.start(Orders.class, Log.class, Committing.class)) {
			RocketMqHttpClient client = both.get(RocketMqHttpClient.class);
			client.publishHalf("orders", OutboundMessage.of("foreign").immunityTime(Duration.ofSeconds(30)).build());
			leaveBehind(client, "ours", ID, "1");
			both.broker.advance(IMMUNITY);
			await().untilAsserted(() -> {
				assertThat(both.delivered("orders")).containsExactly("foreign");
				assertThat(both.dropped("orders")).containsExactly("ours");
			});
			assertThat(both.get(Committing.class).asked).containsExactly("foreign");
		}
	}

	@Test
	void aTransactionThatBeginsAfterItsTombstoneFailsBeforeAnyWork() {
		boolean[] called = { false };
		fenceTheNextTransaction();
		assertThatExceptionOfType(TransactionFencedException.class)
			.isThrownBy(() -> this.orders.place("o-1", () -> called[0] = true))
			.satisfies((ex) -> assertThat(ex.isRetryable()).isTrue());
		assertThat(called).containsExactly(false);
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void anOuterTransactionThatSwallowsTheFenceCannotCommitEither() {
		fenceTheNextTransaction();
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> new TransactionTemplate(this.app.get(PlatformTransactionManager.class))
				.executeWithoutResult((status) -> {
					this.jdbc.update("INSERT INTO orders VALUES ('outer')");
					assertThatExceptionOfType(TransactionFencedException.class)
						.isThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING));
				}));
		assertThat(this.app.rows()).isEmpty();
	}

	@Test
	void anUnknownOutcomeIsFoundInTheLog() {
		this.app.get(TransactionFixture.FailingTransactionManager.class).afterCommit = () -> {
			throw new TransactionSystemException("connection lost");
		};
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING));
		assertThat(this.app.inFlight()).singleElement()
			.satisfies((transaction) -> assertThat(transaction.state()).isEqualTo(State.IN_DOUBT));
		this.app.broker.advance(IMMUNITY);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.app.inFlight()).isEmpty());
	}

	@Test
	void aTransactionWhoseEndThisProcessHasMissedIsDecidedByTheLogAfterSomeMinutes() {
		InFlightEntry missed = missTheEnd("o-1", TransactionIds.next());
		this.jdbc.update("INSERT INTO rocketmq_http_transaction (tx_id, state, attempts) VALUES (?, 'C', '1')",
				missed.id());
		this.app.broker.advance(IMMUNITY);
		InDoubtMessages inDoubt = this.app.get(InFlightTransactions.class).inDoubt();
		await().untilAsserted(() -> assertThat(inDoubt.list()).extracting(InDoubtMessage::reason)
			.containsExactly(AnswerReason.RUNNING));
		this.app.get(SettableClock.class).advance(Duration.ofMinutes(6));
		this.app.broker.advance(Duration.ofSeconds(11));
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
	}

	private InFlightEntry missTheEnd(String body, String id) {
		InFlightEntry entry = this.app.get(InFlightTransactions.class).begin(id);
		entry.attempted("1");
		leaveBehind(body, id, "1");
		entry.published("", "1", new HalfMessageReceipt("orders", TransactionFixture.GROUP, "m-1", "h-1"));
		return entry;
	}

	@Test
	void theRowOfALateMessageIsThereBeforeItIsPublished() throws Exception {
		this.operations.onAttempt = (topic,
				message) -> assertThat(this.jdbc
					.queryForObject("SELECT attempts FROM rocketmq_http_transaction WHERE state <> 'I'", String.class))
					.isEqualTo(message.properties().get(TransactionHeaders.ATTEMPT_ID));
		this.orders.confirm("o-1", Orders.Work.NOTHING);
		assertThat(this.app.delivered("orders")).containsExactly("confirmed-o-1");
	}

	@Test
	void aLateMessageThatWasPublishedAgainLeavesOnlyItsLastAttemptInTheRow() throws Exception {
		this.operations.loseAnswers(this.app.get(RocketMqHttpClient.class), 1);
		this.orders.confirm("o-1", Orders.Work.NOTHING);
		assertThat(this.jdbc.queryForList("SELECT attempts FROM rocketmq_http_transaction WHERE state <> 'I'",
				String.class))
			.containsExactly("1.2");
		assertThat(this.app.topic("orders").committed().get(0).properties())
			.containsEntry(TransactionHeaders.ATTEMPT_ID, "1.2");
	}

	private static String madeAt(Instant time) {
		return TransactionIds.lowerBound(time).substring(0, 19) + "8000-000000000000";
	}

	private String identity() {
		return this.app.get(JdbcTransactionLog.class).identity();
	}

	private List<String> states() {
		return this.jdbc.queryForList("SELECT state FROM rocketmq_http_transaction WHERE state <> 'I'", String.class);
	}

	private List<String> counted() {
		return this.app.get(TransactionFixture.Counts.class).seen;
	}

	private void fenceTheNextTransaction() {
		this.operations.onAttempt = (topic, message) -> this.app.get(JdbcTransactionLog.class)
			.resolve(String.valueOf(message.properties().get(TransactionHeaders.TRANSACTION_ID)), "0", null);
	}

	private void leaveBehind(String body, String transactionId, String attemptId) {
		leaveBehind(this.app.get(RocketMqHttpClient.class), body, transactionId, attemptId);
	}

	/** What a process leaves at the broker that died somewhere after publishing. */
	private static void leaveBehind(RocketMqHttpClient client, String body, String transactionId, String attemptId) {
		leaveBehind(client, body, transactionId, attemptId, "default");
	}

	private static void leaveBehind(RocketMqHttpClient client, String body, String transactionId, String attemptId,
			String log) {
		client.publishHalf("orders",
				OutboundMessage.of(body)
					.immunityTime(Duration.ofSeconds(30))
					.property(TransactionHeaders.TRANSACTION_ID, transactionId)
					.property(TransactionHeaders.ATTEMPT_ID, attemptId)
					.property(TransactionHeaders.LOG, log)
					.build());
	}

	/** Would commit whatever it is asked about. */
	static class Committing {

		private final Queue<String> asked = new ConcurrentLinkedQueue<>();

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String body) {
			this.asked.add(body);
			return TransactionResolution.COMMIT;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Log {

		@Bean
		JdbcTransactionLog log(DataSource dataSource) {
			return new JdbcTransactionLog("default", dataSource, JdbcTransactionLogSettings.DEFAULTS);
		}

	}

}
