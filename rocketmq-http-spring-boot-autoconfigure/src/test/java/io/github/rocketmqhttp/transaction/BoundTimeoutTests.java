package io.github.rocketmqhttp.transaction;

import java.time.Duration;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Local transactions that time out before their messages' immunity time ends.
 */
class BoundTimeoutTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class,
			TransactionFixture.BoundTimeouts.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations template = this.app.get(HookedOperations.class);

	private final TransactionFixture.FailingTransactionManager manager = this.app
		.get(TransactionFixture.FailingTransactionManager.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@ParameterizedTest
	@CsvSource({ "10, -1, 8", "19, -1, 17", "30, -1, 27", "300, -1, 270", "30, 5, 5", "30, 29, 27" })
	void theSmallerOneHolds(long immunityTime, int declared, int bound) {
		assertThat(BoundTimeout.of(Duration.ofSeconds(immunityTime), declared, null)).isEqualTo(bound);
	}

	@Test
	void aTransactionThatTheCallBeginsIsBound() throws Exception {
		this.orders.place("o-1", () -> assertThat(secondsLeft()).isBetween(1, 27));
		this.template.<Object>inTransaction(this.template.newMessage("o-2").topic("orders"), (status) -> {
			assertThat(secondsLeft()).isBetween(1, 27);
			return null;
		});
		assertThat(this.app.delivered("orders")).containsExactly("o-1", "o-2");
	}

	@Test
	void theManagersOwnDefaultIsNotMadeLonger() throws Exception {
		this.manager.setDefaultTimeout(3);
		this.orders.place("o-1", () -> assertThat(secondsLeft()).isBetween(1, 3));
	}

	@Test
	void messagesBeforeTheCommitBindNothing() throws Exception {
		this.orders.confirm("o-1", () -> assertThat(holder().hasTimeout()).isFalse());
	}

	@Test
	void aTransactionThatIsJoinedKeepsItsOwn() {
		new TransactionTemplate(this.manager).executeWithoutResult((status) -> {
			try {
				this.orders.place("o-1", () -> assertThat(holder().hasTimeout()).isFalse());
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		});
	}

	private int secondsLeft() {
		return holder().getTimeToLiveInSeconds();
	}

	private ResourceHolderSupport holder() {
		Object holder = TransactionSynchronizationManager.getResource(this.app.get(DataSource.class));
		assertThat(holder).isInstanceOf(ResourceHolderSupport.class);
		return (ResourceHolderSupport) holder;
	}

}
