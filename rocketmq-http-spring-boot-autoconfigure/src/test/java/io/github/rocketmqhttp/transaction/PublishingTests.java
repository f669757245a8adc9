package io.github.rocketmqhttp.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.TransactionHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Half messages before the method and before the commit, one and several.
 */
class PublishingTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, Orders.Undecided.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	private final boolean[] called = { false };

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aHalfMessageThatCannotBePublishedStopsTheMethodBeforeAnyWork() {
		this.app.broker.close();
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.orders.place("o-1", () -> this.called[0] = true))
			.withMessageContaining("'orders'")
			.withMessageContaining("nothing was done")
			.satisfies((ex) -> {
				assertThat(ex.isRetryable()).isTrue();
				assertThat(ex.isAmbiguous()).isFalse();
			});
		assertThat(this.called).containsExactly(false);
		assertThat(this.app.rows()).isEmpty();
	}

	@Test
	void whileTheBrokerIsAwayCallsFailAtOnceAndBeforeAnyWork() {
		this.app.broker.close();
		await().untilAsserted(() -> assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.orders.place("o-1", () -> this.called[0] = true))
			.withMessageContaining("nothing was done")
			.withMessageContaining("was not tried, because the broker does not answer")
			.satisfies((ex) -> assertThat(ex.isRetryable()).isTrue()));
		assertThat(this.called).containsExactly(false);
		assertThat(this.app.rows()).isEmpty();
	}

	@Test
	void theFirstMessageIsRolledBackWhenTheSecondCannotBePublished() {
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.orders.placeToWrongTopic("o-1", () -> this.called[0] = true))
			.withMessageContaining("'normal'")
			.satisfies((ex) -> {
				assertThat(ex.isRetryable()).isFalse();
				assertThat(ex.getErrorCode()).isEqualTo("InvalidArgument");
			});
		assertThat(this.called).containsExactly(false);
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	@Test
	void severalMessagesShareTheTransactionIdAndTheOutcome() throws Exception {
		this.orders.placeAudited("big-1", Orders.Work.NOTHING);
		assertThat(this.app.delivered("orders")).containsExactly("big-1");
		assertThat(this.app.delivered("audit")).containsExactly("audit-big-1");
		assertThat(ids(this.app.topic("orders").committed())).isEqualTo(ids(this.app.topic("audit").committed()))
			.hasSize(1);
		assertThatIllegalStateException().isThrownBy(() -> this.orders.placeAudited("big-2", () -> {
			throw new IllegalStateException();
		}));
		assertThat(this.app.dropped("orders")).containsExactly("big-2");
		assertThat(this.app.dropped("audit")).containsExactly("audit-big-2");
	}

	@Test
	void aConditionThatDoesNotHoldLeavesTheMessageOut() throws Exception {
		this.orders.placeAudited("small-1", Orders.Work.NOTHING);
		assertThat(this.app.rows()).containsExactly("small-1");
		assertThat(this.app.delivered("orders")).isEmpty();
		assertThat(this.app.delivered("audit")).containsExactly("audit-small-1");
	}

	@Test
	void tagKeyAndIdsTravelWithTheMessage() throws Exception {
		this.orders.place("o-1", Orders.Work.NOTHING);
		this.orders.place("o-2", Orders.Work.NOTHING);
		List<MessageView> committed = this.app.topic("orders").committed();
		assertThat(committed).allSatisfy((message) -> {
			assertThat(message.tag()).isEqualTo("created");
			assertThat(message.properties()).containsEntry("KEYS", message.body())
				.containsKey(TransactionHeaders.ATTEMPT_ID);
		});
		assertThat(ids(committed)).hasSize(2);
	}

	@Test
	void aRetriedPublishHasANewAttemptIdAndTheSameTransactionId() throws Exception {
		this.operations.loseAnswers(this.app.get(RocketMqHttpClient.class), 1);
		this.orders.place("o-1", Orders.Work.NOTHING);
		MessageView orphan = this.app.topic("orders").half().get(0);
		MessageView delivered = this.app.topic("orders").committed().get(0);
		assertThat(ids(List.of(orphan, delivered))).hasSize(1);
		assertThat(orphan.properties().get(TransactionHeaders.ATTEMPT_ID))
			.isNotEqualTo(delivered.properties().get(TransactionHeaders.ATTEMPT_ID));
	}

	@Test
	void beforeCommitPublishesTheResultWhenTheMethodHasReturned() throws Exception {
		this.orders.confirm("o-1", () -> assertThat(this.app.undecided("orders")).isEmpty());
		assertThat(this.app.delivered("orders")).containsExactly("confirmed-o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void onlyALateMessageIsPublishedWithinTheTransactionWhichMakesItsTimeShorter() throws Exception {
		List<Boolean> within = new ArrayList<>();
		this.operations.beforePublish = () -> within.add(TransactionSynchronizationManager.isActualTransactionActive());
		this.orders.place("o-1", Orders.Work.NOTHING);
		this.orders.confirm("o-2", Orders.Work.NOTHING);
		assertThat(within).containsExactly(false, true);
	}

	@Test
	void beforeCommitPublishesNothingWhenTheTransactionRollsBack() {
		boolean[] published = { false };
		this.operations.beforePublish = () -> published[0] = true;
		assertThatIllegalStateException().isThrownBy(() -> this.orders.confirm("o-1", () -> {
			throw new IllegalStateException();
		}));
		new TransactionTemplate(this.app.get(PlatformTransactionManager.class)).executeWithoutResult((status) -> {
			try {
				this.orders.confirm("o-2", Orders.Work.NOTHING);
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
			status.setRollbackOnly();
		});
		assertThat(published).containsExactly(false);
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aFailureToPublishBeforeCommitRollsTheTransactionBack() {
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.orders.confirm("o-1", this.app.broker::close));
		assertThat(this.app.rows()).isEmpty();
	}

	@Test
	void aFailureToPublishBeforeCommitDropsTheOtherMessagesOfTheTransactionAtOnce() {
		assertThatExceptionOfType(HalfMessageNotPublishedException.class)
			.isThrownBy(() -> this.orders.place("o-1", () -> {
				this.orders.confirm("o-2", Orders.Work.NOTHING);
				this.operations.beforePublish = () -> {
					throw new TransportException("cut", null, true, true);
				};
			}));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	private static Set<String> ids(List<MessageView> messages) {
		return messages.stream()
			.map((message) -> message.properties().get(TransactionHeaders.TRANSACTION_ID))
			.collect(Collectors.toSet());
	}

}
