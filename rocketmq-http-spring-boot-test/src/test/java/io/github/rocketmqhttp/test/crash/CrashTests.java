package io.github.rocketmqhttp.test.crash;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.test.MessageClock;
import io.github.rocketmqhttp.test.RocketMqHttpTest;
import io.github.rocketmqhttp.test.shop.Order;
import io.github.rocketmqhttp.test.shop.Orders;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A transaction whose process dies is finished by the back-check.
 */
@RocketMqHttpTest(properties = "rocketmq-http.transaction.topics=orders")
@ContextConfiguration(classes = ShopApplication.class)
class CrashTests {

	private static final Order ORDER = Order.of("o-1");

	@Autowired
	private RocketMqHttpBroker broker;

	@Autowired
	private MessageClock clock;

	@Autowired
	private Orders orders;

	@Autowired
	private RocketMqHttpOperations template;

	@Autowired
	private TransactionTemplate transactions;

	@Autowired
	private InFlightTransactions inFlight;

	@BeforeEach
	void setUpWithoutACrash() {
		this.orders.place(Order.of("set up"));
		assertThat(this.broker).topic("orders").committed();
		this.broker.clear();
		this.orders.forget();
	}

	@AfterEach
	void tearDownWithoutACrash() {
		this.orders.place(Order.of("torn down"));
		this.orders.forget();
	}

	@Test
	@CrashAt(CrashPoint.AFTER_LOCAL_COMMIT)
	void whatHasCommittedIsCommittedByTheBackCheck() {
		assertDies(CrashPoint.AFTER_LOCAL_COMMIT, () -> this.orders.place(ORDER));
		assertThat(this.orders.ids()).containsExactly("o-1");
		assertForgottenAndUndecided();
		this.clock.advance(Duration.ofSeconds(10));
		await().untilAsserted(() -> assertThat(this.broker).topic("orders").committed().hasPayload(ORDER));
		assertThat(this.broker).topic("orders").half(0);
	}

	@Test
	@CrashAt(CrashPoint.BEFORE_LOCAL_COMMIT)
	void whatHasNotCommittedIsRolledBackByTheBackCheck() {
		assertDies(CrashPoint.BEFORE_LOCAL_COMMIT, () -> this.orders.place(ORDER));
		assertForgottenAndUndecided();
		assertRolledBackByTheBackCheck();
	}

	@Test
	@CrashAt(CrashPoint.AFTER_HALF_MESSAGE)
	void whatHasNotBegunIsRolledBackByTheBackCheck() {
		assertDies(CrashPoint.AFTER_HALF_MESSAGE, () -> this.orders.place(ORDER));
		assertForgottenAndUndecided();
		assertRolledBackByTheBackCheck();
	}

	@Test
	@CrashAt(CrashPoint.AFTER_HALF_MESSAGE)
	void aMessageThatIsSentBeforeTheCommitDiesInsideTheTransaction() {
		assertDies(CrashPoint.AFTER_HALF_MESSAGE, () -> this.transactions.executeWithoutResult((status) -> {
			this.orders.insert(ORDER);
			this.template.sendOnCommit(this.template.newMessage(ORDER).topic("orders"));
		}));
		assertForgottenAndUndecided();
		assertRolledBackByTheBackCheck();
	}

	@Test
	@CrashAt(CrashPoint.AFTER_LOCAL_COMMIT)
	void allMessagesOfATransactionAreForgotten() {
		assertDies(CrashPoint.AFTER_LOCAL_COMMIT, () -> this.transactions.executeWithoutResult((status) -> {
			this.orders.place(ORDER);
			this.template.sendOnCommit(this.template.newMessage(Order.of("o-2")).topic("orders"));
		}));
		assertThat(this.broker).topic("orders").half(2);
		assertThat(this.inFlight.list()).isEmpty();
		this.clock.advance(Duration.ofSeconds(10));
		await().untilAsserted(
				() -> assertThat(this.broker).topic("orders").committed(2).hasPayloads(ORDER, Order.of("o-2")));
	}

	@Test
	@CrashAt(CrashPoint.AFTER_LOCAL_COMMIT)
	void onlyTheFirstTransactionDiesWhateverItsThread() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> CompletableFuture.runAsync(() -> this.orders.place(ORDER)).join())
			.withCauseInstanceOf(SimulatedCrash.class);
		this.orders.place(Order.of("o-2"));
		assertThat(this.broker).topic("orders").half().hasPayload(ORDER);
		assertThat(this.broker).topic("orders").committed().hasPayload(Order.of("o-2"));
		assertThat(this.orders.ids()).containsExactly("o-1", "o-2");
	}

	@Test
	@CrashAt(CrashPoint.BEFORE_LOCAL_COMMIT)
	void aTransactionWithoutMessagesDoesNotDie() {
		this.transactions.executeWithoutResult((status) -> this.orders.insert(Order.of("o-2")));
		assertThat(this.orders.ids()).containsExactly("o-2");
		assertDies(CrashPoint.BEFORE_LOCAL_COMMIT, () -> this.orders.place(ORDER));
	}

	private static void assertDies(CrashPoint point, ThrowingCallable call) {
		assertThatExceptionOfType(SimulatedCrash.class).isThrownBy(call)
			.satisfies((crash) -> assertThat(crash.point()).isEqualTo(point));
	}

	private void assertForgottenAndUndecided() {
		assertThat(this.broker).topic("orders").half().hasPayload(ORDER);
		assertThat(this.broker).topic("orders").committed(0);
		assertThat(this.broker).topic("orders").rolledBack(0);
		assertThat(this.inFlight.list()).isEmpty();
		assertThat(this.inFlight.inDoubt().list()).isEmpty();
	}

	private void assertRolledBackByTheBackCheck() {
		assertThat(this.orders.ids()).isEmpty();
		this.clock.advance(Duration.ofSeconds(10));
		await().untilAsserted(() -> assertThat(this.broker).topic("orders").rolledBack().hasPayload(ORDER));
		assertThat(this.orders.ids()).isEmpty();
	}

}
