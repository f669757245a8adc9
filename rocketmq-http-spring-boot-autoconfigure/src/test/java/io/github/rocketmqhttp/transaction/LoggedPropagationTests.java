package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;

import io.github.rocketmqhttp.core.TransactionHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionTimedOutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The same with the transaction log, whose rows go the way of their calls.
 */
class LoggedPropagationTests extends PropagationTests {

	@Override
	Class<?> answerer() {
		return TransactionLogTests.Log.class;
	}

	@Test
	void aSavepointThatIsRolledBackTakesTheRowsOfItsCallsWithIt() {
		this.outer.executeWithoutResult((status) -> {
			call(() -> this.orders.place("o-1", Orders.Work.NOTHING));
			assertThatIllegalStateException().isThrownBy(() -> this.orders.placeNested("o-2", () -> {
				call(() -> this.orders.place("o-3", Orders.Work.NOTHING));
				assertThat(transactions()).hasSize(3);
				throw new IllegalStateException();
			}));
		});
		assertThat(transactions()).singleElement()
			.isEqualTo(this.app.topic("orders").committed().get(0).properties().get(TransactionHeaders.TRANSACTION_ID));
		assertThat(this.app.dropped("orders")).containsExactlyInAnyOrder("o-2", "o-3");
	}

	@Test
	void aTransactionThatRunsOutOfTimeDropsItsMessageAndItsRow() {
		assertThatExceptionOfType(TransactionTimedOutException.class)
			.isThrownBy(() -> this.orders.placeQuickly("o-1", () -> {
				Awaitility.await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
				this.app.get(JdbcTemplate.class).queryForList("SELECT id FROM orders");
			}));
		assertThat(this.app.rows()).isEmpty();
		assertThat(transactions()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
	}

	private List<String> transactions() {
		return this.app.get(JdbcTemplate.class)
			.queryForList("SELECT tx_id FROM rocketmq_http_transaction WHERE state <> 'I'", String.class);
	}

}
