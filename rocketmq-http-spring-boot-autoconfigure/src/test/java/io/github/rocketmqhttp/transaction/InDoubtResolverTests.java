package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.transaction.InDoubtResolution.Outcome;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * An operator decides what nobody else decides, and nothing that somebody knows better.
 */
class InDoubtResolverTests {

	private static final String ID = "019a9f00-0000-7000-8000-000000000001";

	private static final Duration IMMUNITY = Duration.ofSeconds(31);

	private static final Duration INTERVAL = Duration.ofSeconds(11);

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Log.class, Orders.Undecided.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	private final JdbcTemplate jdbc = this.app.get(JdbcTemplate.class);

	private final InDoubtMessages inDoubt = this.app.get(InFlightTransactions.class).inDoubt();

	private final InDoubtResolver resolver = new InDoubtResolver(this.app.get(TransactionCoordinator.class),
			this.app.get(BackCheckHandlerRegistry.class));

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aForeignMessageIsCommittedAtOnceWhileItsHandleLives() {
		String id = foreign("o-1");
		InDoubtResolution resolution = this.resolver.resolve(id, TransactionResolution.COMMIT);
		assertThat(resolution.outcome()).isEqualTo(Outcome.DECIDED);
		assertThat(resolution.detail()).contains("COMMIT", "No transaction log");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.inDoubt.list()).isEmpty();
	}

	@Test
	void aForeignMessageIsRolledBackAtOnceWhileItsHandleLives() {
		String id = foreign("o-1");
		assertThat(this.resolver.resolve(id, TransactionResolution.ROLLBACK).outcome()).isEqualTo(Outcome.DECIDED);
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		assertThat(this.app.get(TransactionFixture.Counts.class).seen).containsExactly("ROLLED_BACK/BACK_CHECK");
	}

	@Test
	void aDecisionThatCannotBeToldNowIsTheAnswerToTheNextCheck() {
		String id = foreign("o-1");
		this.operations.beforeDecision = () -> {
			throw new IllegalStateException("cut");
		};
		assertThat(this.resolver.resolve(id, TransactionResolution.COMMIT).outcome()).isEqualTo(Outcome.AT_NEXT_CHECK);
		assertThat(this.inDoubt.list().get(0).decision()).isEqualTo(TransactionResolution.COMMIT);
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		this.operations.beforeDecision = () -> {
		};
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).isEmpty());
	}

	@Test
	void aRunningTransactionIsLeftAlone() throws Exception {
		this.orders.place("o-1", () -> {
			this.app.broker.advance(IMMUNITY);
			String id = awaitId(AnswerReason.RUNNING);
			for (TransactionResolution wanted : List.of(TransactionResolution.COMMIT, TransactionResolution.ROLLBACK)) {
				InDoubtResolution resolution = this.resolver.resolve(id, wanted);
				assertThat(resolution.outcome()).isEqualTo(Outcome.REFUSED);
				assertThat(resolution.detail()).contains("still runs in this process");
			}
			assertThat(this.app.undecided("orders")).containsExactly("o-1");
		});
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
	}

	@Test
	void whatCommittedHereIsNotRolledBackAndCanBeCommittedWithItsOldHandle() throws Exception {
		this.operations.beforeDecision = () -> {
			throw new IllegalStateException("cut");
		};
		this.orders.place("o-1", Orders.Work.NOTHING);
		this.operations.beforeDecision = () -> {
		};
		String id = awaitId(AnswerReason.NOT_TOLD);
		InDoubtResolution refused = this.resolver.resolve(id, TransactionResolution.ROLLBACK);
		assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(refused.detail()).contains("has ended in this process", "COMMIT");
		assertThat(this.resolver.resolve(id, TransactionResolution.COMMIT).outcome()).isEqualTo(Outcome.DECIDED);
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void theLogIsNotContradicted() {
		this.app.get(TransactionFixture.FailingTransactionManager.class).afterCommit = () -> {
			// It asks the log no more.
			this.app.get(PhaseTwo.class).close();
			throw new TransactionSystemException("connection lost");
		};
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.orders.place("o-1", Orders.Work.NOTHING));
		String id = awaitId(AnswerReason.COMMIT_FAILED);
		InDoubtResolution refused = this.resolver.resolve(id, TransactionResolution.ROLLBACK);
		assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(refused.detail()).contains("log", "says COMMIT");
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		InDoubtResolution done = this.resolver.resolve(id, TransactionResolution.COMMIT);
		assertThat(done.outcome()).isEqualTo(Outcome.DECIDED);
		assertThat(done.detail()).doesNotContain("No transaction log");
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void aRollbackLeavesItsTombstoneBeforeTheBrokerHearsOfIt() {
		String id = ours("o-1", "default");
		assertThat(this.resolver.resolve(id, TransactionResolution.ROLLBACK).outcome()).isEqualTo(Outcome.DECIDED);
		assertThat(states()).containsExactly("R");
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void aCommitOfWhatTheLogHasNoRowOfIsRefusedAndFenced() {
		String id = ours("o-1", "default");
		InDoubtResolution refused = this.resolver.resolve(id, TransactionResolution.COMMIT);
		assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(refused.detail()).contains("says ROLLBACK");
		assertThat(states()).containsExactly("R");
		assertThat(this.app.delivered("orders")).isEmpty();
	}

	@Test
	void aTransactionThatRunsInAnotherProcessIsLeftAlone() {
		String id = ours("o-1", "default");
		new TransactionTemplate(this.app.get(PlatformTransactionManager.class)).executeWithoutResult((status) -> {
			this.jdbc.update(
					"INSERT INTO rocketmq_http_transaction (tx_id, state, attempts) VALUES ('" + ID + "', 'C', '1')");
			for (TransactionResolution wanted : List.of(TransactionResolution.COMMIT, TransactionResolution.ROLLBACK)) {
				InDoubtResolution refused = this.resolver.resolve(id, wanted);
				assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
				assertThat(refused.detail()).contains("cannot answer");
			}
		});
		assertThat(this.resolver.resolve(id, TransactionResolution.COMMIT).outcome()).isEqualTo(Outcome.DECIDED);
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	@Test
	void aMessageWhoseLogIsGoneIsTheOperatorsToDecide() {
		RocketMqHttpClient client = this.app.get(RocketMqHttpClient.class);
		client.publishHalf("orders", message("o-1", "elsewhere"));
		this.app.broker.advance(IMMUNITY);
		String id = awaitId(AnswerReason.LOG_MISSING);
		this.operations.beforeDecision = () -> {
			throw new IllegalStateException("cut");
		};
		InDoubtResolution resolution = this.resolver.resolve(id, TransactionResolution.COMMIT);
		assertThat(resolution.outcome()).isEqualTo(Outcome.AT_NEXT_CHECK);
		assertThat(resolution.detail()).contains("No transaction log");
		this.operations.beforeDecision = () -> {
		};
		this.app.broker.advance(INTERVAL);
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
	}

	@Test
	void whatIsNotInDoubtIsNotFoundAndUnknownIsNoDecision() {
		assertThat(this.resolver.resolve("nobody", TransactionResolution.COMMIT).outcome())
			.isEqualTo(Outcome.NOT_FOUND);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.resolver.resolve("nobody", TransactionResolution.UNKNOWN))
			.withMessageContaining("COMMIT or ROLLBACK");
	}

	/** A half message of another program that has been asked about. */
	private String foreign(String body) {
		this.app.get(RocketMqHttpClient.class)
			.publishHalf("orders", OutboundMessage.of(body).immunityTime(Duration.ofSeconds(30)).build());
		this.app.broker.advance(IMMUNITY);
		return awaitId(AnswerReason.HANDLER);
	}

	/**
	 * A half message of ours from a process that is gone, which nobody has asked the log
	 * about yet: it is in doubt here because another message's answer is on its way.
	 */
	private String ours(String body, String log) {
		this.app.get(BackCheckPollers.class).stop();
		PublishReceipt receipt = this.app.get(RocketMqHttpClient.class).publishHalf("orders", message(body, log));
		this.inDoubt
			.keep(new InDoubtEntry(receipt.messageId(), new BackCheckEndpoint("orders", TransactionFixture.GROUP),
					new InDoubtEntry.Origin(ID, "1", log), this.inDoubt.sighting(Duration.ZERO, 0,
							String.valueOf(receipt.receiptHandle()), Duration.ofSeconds(30)),
					BackCheckAnswer.unknown(AnswerReason.LOG_SILENT), null));
		return receipt.messageId();
	}

	private static OutboundMessage message(String body, String log) {
		OutboundMessage.Builder builder = OutboundMessage.of(body).immunityTime(Duration.ofSeconds(30));
		Map.of(TransactionHeaders.TRANSACTION_ID, ID, TransactionHeaders.ATTEMPT_ID, "1", TransactionHeaders.LOG, log)
			.forEach(builder::property);
		return builder.build();
	}

	private String awaitId(AnswerReason reason) {
		await().untilAsserted(() -> assertThat(this.inDoubt.list()).singleElement()
			.satisfies((message) -> assertThat(message.reason()).isEqualTo(reason)));
		return this.inDoubt.list().get(0).messageId();
	}

	private List<String> states() {
		return this.jdbc.queryForList("SELECT state FROM rocketmq_http_transaction WHERE state <> 'I'", String.class);
	}

	/**
	 * The log.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Log {

		@Bean
		JdbcTransactionLog log(DataSource dataSource) {
			return new JdbcTransactionLog("default", dataSource, JdbcTransactionLogSettings.DEFAULTS);
		}

	}

}
