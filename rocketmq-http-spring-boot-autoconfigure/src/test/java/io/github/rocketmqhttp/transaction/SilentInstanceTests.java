package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.TransportException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A broker that stops answering after a commit keeps the caller for one decision at most.
 */
class SilentInstanceTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations operations = this.app.get(HookedOperations.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void oneDecisionWithoutAnAnswerLeavesTheOthersOfTheTransactionToTheBackCheck() throws Exception {
		AtomicInteger tried = new AtomicInteger();
		this.operations.beforeDecision = () -> {
			tried.incrementAndGet();
			throw new TransportException("silence", null, true, true);
		};
		this.orders.placeAudited("big-1", Orders.Work.NOTHING);
		assertThat(tried).hasValue(1);
		assertThat(this.app.rows()).containsExactly("big-1");
		this.operations.beforeDecision = () -> {
		};
		this.app.broker.advance(Duration.ofSeconds(31));
		await().untilAsserted(() -> {
			assertThat(this.app.delivered("orders")).containsExactly("big-1");
			assertThat(this.app.delivered("audit")).containsExactly("audit-big-1");
		});
	}

	@Test
	void aRefusedDecisionSaysNothingAboutTheOthers() throws Exception {
		AtomicInteger tried = new AtomicInteger();
		this.operations.beforeDecision = () -> {
			tried.incrementAndGet();
			throw new IllegalStateException("refused");
		};
		this.orders.placeAudited("big-1", Orders.Work.NOTHING);
		assertThat(tried).hasValue(2);
	}

}
