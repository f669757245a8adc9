package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.MessageSpec;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What the annotation does, done by hand.
 */
class ProgrammaticTests {

	private static final String ID = "019a9f00-0000-7000-8000-000000000001";

	private final TransactionFixture app = TransactionFixture.start(TransactionLogTests.Log.class, ListedTopics.class);

	private final HookedOperations template = this.app.get(HookedOperations.class);

	private final JdbcTemplate jdbc = this.app.get(JdbcTemplate.class);

	private final TransactionTemplate outer = new TransactionTemplate(this.app.get(PlatformTransactionManager.class));

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void theHalfMessageIsPublishedBeforeTheTransactionAndFollowsIt() {
		JdbcConnectionPool pool = this.app.get(JdbcConnectionPool.class);
		this.template.beforePublish = () -> assertThat(pool.getActiveConnections()).isZero();
		String result = this.template.inTransaction(message("o-1"), (status) -> {
			assertThat(this.app.undecided("audit")).containsExactly("o-1");
			assertThat(attempts()).containsExactly("1");
			insert("o-1");
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("audit")).containsExactly("o-1");
		assertThat(this.app.topic("audit").committed().get(0).properties())
			.containsKeys(TransactionHeaders.TRANSACTION_ID, TransactionHeaders.LOG);
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void theActionsExceptionPassesThroughAndRollsBack() {
		IllegalStateException failure = new IllegalStateException("no stock");
		assertThatIllegalStateException().isThrownBy(() -> this.template.inTransaction(message("o-1"), (status) -> {
			insert("o-1");
			throw failure;
		})).isSameAs(failure);
		assertThat(this.app.rows()).isEmpty();
		assertThat(attempts()).isEmpty();
		assertThat(this.app.dropped("audit")).containsExactly("o-1");
	}

	@Test
	void rollbackOnlyDropsTheMessage() {
		this.template.<Object>inTransaction(message("o-1"), (status) -> {
			insert("o-1");
			status.setRollbackOnly();
			return null;
		});
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("audit")).containsExactly("o-1");
	}

	@Test
	void theSettingsOfTheCallersTemplateHold() {
		TransactionTemplate alone = new TransactionTemplate(this.app.get(PlatformTransactionManager.class));
		alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.outer.executeWithoutResult((status) -> {
			this.template.inTransaction(message("o-1"), alone, (inner) -> insert("o-1"));
			this.template.inTransaction(message("o-2"), (inner) -> insert("o-2"));
			status.setRollbackOnly();
		});
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("audit")).containsExactly("o-1");
		assertThat(this.app.dropped("audit")).containsExactly("o-2");
	}

	@Test
	void transactionsThatMessagesCannotFollowAreRefusedBeforeAnythingIsPublished() {
		TransactionTemplate never = new TransactionTemplate(this.app.get(PlatformTransactionManager.class));
		never.setPropagationBehavior(TransactionDefinition.PROPAGATION_NEVER);
		TransactionTemplate readOnly = new TransactionTemplate(this.app.get(PlatformTransactionManager.class));
		readOnly.setReadOnly(true);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.inTransaction(message("o-1"), never, (status) -> insert("o-1")))
			.withMessageContaining("REQUIRED");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.inTransaction(message("o-1"), readOnly, (status) -> insert("o-1")))
			.withMessageContaining("read-only");
		readOnly.executeWithoutResult((status) -> assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> this.template.sendOnCommit(message("o-1")))
			.withMessageContaining("read-only"));
		assertNothingHappened();
	}

	@Test
	void aTopicThatNobodyPollsIsRefusedBeforeAnythingIsPublished() {
		MessageSpec unlisted = this.template.newMessage("o-1").topic("orders");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.template.inTransaction(unlisted, (status) -> insert("o-1")))
			.withMessageContaining("'orders'")
			.withMessageContaining("rocketmq-http.transaction.topics");
		this.outer.executeWithoutResult(
				(status) -> assertThatIllegalStateException().isThrownBy(() -> this.template.sendOnCommit(unlisted))
					.withMessageContaining("rocketmq-http.transaction.topics"));
		assertNothingHappened();
	}

	@Test
	void aListedTopicThatNobodyCouldAnswerForIsAStartUpFailure() {
		assertThatExceptionOfType(MissingBackCheckHandlerException.class)
			.isThrownBy(() -> TransactionFixture.start(ListedTopics.class).close())
			.withMessageContaining("'audit'")
			.withMessageContaining("rocketmq-http.transaction.topics");
	}

	@Test
	void aTransactionWithoutALogNeedsAHandler() {
		try (TransactionFixture handled = TransactionFixture.start(Orders.Undecided.class)) {
			handled.get(HookedOperations.class)
				.inTransaction(handled.get(HookedOperations.class).newMessage("o-1").topic("audit"), (status) -> 1);
			assertThat(handled.delivered("audit")).containsExactly("o-1");
		}
	}

	@Test
	void aRestartedInstanceAnswersForAListedTopic() {
		this.app.get(RocketMqHttpClient.class)
			.publishHalf("audit",
					OutboundMessage.of("o-1")
						.immunityTime(Duration.ofSeconds(30))
						.property(TransactionHeaders.TRANSACTION_ID, ID)
						.property(TransactionHeaders.ATTEMPT_ID, "1")
						.property(TransactionHeaders.LOG, "default")
						.build());
		this.jdbc
			.update("INSERT INTO rocketmq_http_transaction (tx_id, state, attempts) VALUES ('" + ID + "', 'C', '1')");
		this.app.broker.advance(Duration.ofSeconds(31));
		await().untilAsserted(() -> assertThat(this.app.delivered("audit")).containsExactly("o-1"));
	}

	@Test
	void aReservedPropertyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template
			.inTransaction(message("o-1").property(TransactionHeaders.TRANSACTION_ID, "x"), (status) -> insert("o-1")))
			.withMessageContaining(TransactionHeaders.TRANSACTION_ID);
		assertNothingHappened();
	}

	@Test
	void theImmunityTimeOfTheMessageHolds() {
		this.template.inTransaction(message("o-1").checkImmunityTime(Duration.ofSeconds(60)), (status) -> {
			this.app.get(SettableClock.class).advance(Duration.ofSeconds(59));
			return insert("o-1");
		});
		assertThat(this.app.delivered("audit")).containsExactly("o-1");
	}

	@Test
	void sendOnCommitPublishesJustBeforeTheCommitAndWritesItsRowAtOnce() {
		this.outer.executeWithoutResult((status) -> {
			insert("o-1");
			this.template.sendOnCommit(message("m-1"));
			this.template.sendOnCommit(message("m-2"));
			assertThat(attempts()).containsExactly("1", "1");
			assertThat(this.app.undecided("audit")).isEmpty();
		});
		assertThat(this.app.delivered("audit")).containsExactly("m-1", "m-2");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void sendOnCommitPublishesNothingWhenTheTransactionRollsBack() {
		this.template.beforePublish = () -> {
			throw new AssertionError("published");
		};
		this.outer.executeWithoutResult((status) -> {
			this.template.sendOnCommit(message("m-1"));
			status.setRollbackOnly();
		});
		assertNothingHappened();
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void sendOnCommitRollsTheTransactionBackWhenTheMessageCannotBePublished() {
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.outer.executeWithoutResult((status) -> {
				insert("o-1");
				this.template.sendOnCommit(message("m-1"));
				this.template.beforePublish = () -> {
					throw new TransportException("cut", null, true, true);
				};
			}));
		assertNothingHappened();
	}

	@Test
	void sendOnCommitNeedsARunningTransaction() {
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> this.template.sendOnCommit(message("m-1")))
			.withMessageContaining("sendOnCommit needs a Spring transaction");
	}

	@Test
	void aTransactionWhoseRowCouldNotBeWrittenCannotCommitEvenIfTheExceptionIsSwallowed() {
		this.jdbc.execute("ALTER TABLE rocketmq_http_transaction ADD CONSTRAINT no_first CHECK (attempts <> '1')");
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> this.outer.executeWithoutResult((status) -> {
				insert("o-1");
				assertThatExceptionOfType(TransactionLogException.class)
					.isThrownBy(() -> this.template.sendOnCommit(message("m-1")));
			}))
			.withCauseInstanceOf(TransactionLogException.class);
		assertNothingHappened();
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aRefusedMessageThatIsUndoneByASavepointNoLongerStopsTheTransaction() {
		this.jdbc.execute("ALTER TABLE rocketmq_http_transaction ADD CONSTRAINT no_first CHECK (attempts <> '1')");
		this.outer.executeWithoutResult((status) -> {
			insert("o-1");
			Object savepoint = status.createSavepoint();
			assertThatExceptionOfType(TransactionLogException.class)
				.isThrownBy(() -> this.template.sendOnCommit(message("m-1")));
			status.rollbackToSavepoint(savepoint);
		});
		assertThat(this.app.rows()).containsExactly("o-1");
	}

	@Test
	void aFenceHitsProgrammaticTransactionsToo() {
		this.template.onAttempt = (topic, message) -> this.app.get(JdbcTransactionLog.class)
			.resolve(String.valueOf(message.properties().get(TransactionHeaders.TRANSACTION_ID)), "0", null);
		assertThatExceptionOfType(TransactionFencedException.class)
			.isThrownBy(() -> this.template.inTransaction(message("o-1"), (status) -> insert("o-1")));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("audit")).containsExactly("o-1");
	}

	private void assertNothingHappened() {
		assertThat(this.app.rows()).isEmpty();
		assertThat(attempts()).isEmpty();
		for (String topic : Set.of("orders", "audit")) {
			assertThat(this.app.undecided(topic)).isEmpty();
			assertThat(this.app.delivered(topic)).isEmpty();
		}
	}

	private MessageSpec message(String body) {
		return this.template.newMessage(body).topic("audit");
	}

	private int insert(String order) {
		return this.jdbc.update("INSERT INTO orders VALUES (?)", order);
	}

	private List<String> attempts() {
		return this.jdbc.queryForList("SELECT attempts FROM rocketmq_http_transaction WHERE state <> 'I'",
				String.class);
	}

	/** One topic of programmatic messages. */
	@Configuration(proxyBeanMethods = false)
	static class ListedTopics {

		@Bean
		TransactionFixture.Topics topics() {
			return new TransactionFixture.Topics(List.of("audit"));
		}

	}

}
