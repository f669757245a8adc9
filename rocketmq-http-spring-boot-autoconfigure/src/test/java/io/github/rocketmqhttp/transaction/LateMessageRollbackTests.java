package io.github.rocketmqhttp.transaction;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A transaction whose message is made when its method returns does not commit without it,
 * also where the rollback rules would let it.
 */
class LateMessageRollbackTests {

	private final TransactionFixture app = TransactionFixture.start(Forgiving.class, TransactionLogTests.Log.class);

	private final Forgiving orders = this.app.get(Forgiving.class);

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aCheckedExceptionOfTheMethodRollsBack() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.orders.checked("o-1"));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.delivered("orders")).isEmpty();
	}

	@Test
	void anExceptionThatTheRulesForgiveRollsBack() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.orders.forgiven("o-1"));
		assertThat(this.app.rows()).isEmpty();
	}

	@Test
	void aMessageThatCannotBeMadeRollsBackThoughTheRulesForgiveEverything() {
		assertThat(catchThrowable(() -> this.orders.unreadable("o-1"))).isNotNull();
		assertThat(catchThrowable(() -> this.orders.inexpressible("o-2"))).isNotNull();
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.undecided("orders")).isEmpty();
	}

	@Test
	void theTransactionThatItHasJoinedRollsBackToo() {
		TransactionTemplate around = new TransactionTemplate(
				this.app.get(TransactionFixture.FailingTransactionManager.class));
		assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> around.executeWithoutResult(
				(status) -> assertThat(catchThrowable(() -> this.orders.checked("o-1"))).isNotNull()));
		assertThat(this.app.rows()).isEmpty();
	}

	/**
	 * That one has been published.
	 */
	@Test
	void aMessageThatIsPublishedBeforeTheMethodCommitsWithIt() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.orders.early("o-1"));
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).isEqualTo(List.of("o-1"));
	}

	static class Forgiving {

		private final JdbcTemplate jdbc;

		Forgiving(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		private void insert(String order) {
			this.jdbc.update("INSERT INTO orders VALUES (?)", order);
		}

		@TransactionalMessage(topic = "orders", payload = "#order", phase = SendPhase.BEFORE_COMMIT)
		public void checked(String order) throws IOException {
			insert(order);
			throw new IOException("checked, after which Spring commits");
		}

		@TransactionalMessage(topic = "orders", payload = "#order", phase = SendPhase.BEFORE_COMMIT)
		@Transactional(noRollbackFor = IllegalStateException.class)
		public void forgiven(String order) {
			insert(order);
			throw new IllegalStateException("forgiven");
		}

		@TransactionalMessage(topic = "orders", payload = "#result", phase = SendPhase.BEFORE_COMMIT)
		@Transactional(noRollbackFor = Exception.class)
		public Endless unreadable(String order) {
			insert(order);
			return new Endless();
		}

		@TransactionalMessage(topic = "orders", payload = "#result.substring(5)", phase = SendPhase.BEFORE_COMMIT)
		@Transactional(noRollbackFor = Exception.class)
		public String inexpressible(String order) {
			insert(order);
			return order;
		}

		@TransactionalMessage(topic = "orders", payload = "#order")
		public void early(String order) throws IOException {
			insert(order);
			throw new IOException("checked, after which Spring commits");
		}

	}

	/** Its own property has no end. */
	public static class Endless {

		public Endless getNext() {
			return this;
		}

	}

}
