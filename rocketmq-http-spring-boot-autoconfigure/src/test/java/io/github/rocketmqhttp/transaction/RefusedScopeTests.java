package io.github.rocketmqhttp.transaction;

import java.util.Collection;

import javax.sql.DataSource;

import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A transaction in which a row could not be written does not commit, even if the log does
 * not look before the commit and the exception is swallowed: the database may have ended
 * the transaction, and the rows of its other messages with it.
 */
class RefusedScopeTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, UnconfirmedLog.class);

	private final HookedOperations template = this.app.get(HookedOperations.class);

	private final TransactionTemplate transaction = new TransactionTemplate(
			this.app.get(TransactionFixture.FailingTransactionManager.class));

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aRefusalThatIsSwallowedHoldsTheCommitOfTheOtherMessages() {
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				insert("o-1");
				send("m-1");
				sendRefused();
			}))
			.withMessageContaining("cannot commit, because a call in it failed");
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.delivered("orders")).isEmpty();
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void oneThatASavepointHasUndoneHoldsNothing() {
		TransactionTemplate nested = new TransactionTemplate(
				this.app.get(TransactionFixture.FailingTransactionManager.class));
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		this.transaction.executeWithoutResult((status) -> {
			insert("o-1");
			send("m-1");
			nested.executeWithoutResult((inner) -> {
				sendRefused();
				inner.setRollbackOnly();
			});
		});
		assertThat(this.app.rows()).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).containsExactly("m-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	private void insert(String id) {
		this.app.get(JdbcTemplate.class).update("INSERT INTO orders VALUES (?)", id);
	}

	private void send(String body) {
		this.template.sendOnCommit(this.template.newMessage(body).topic("orders"));
	}

	private void sendRefused() {
		this.app.get(UnconfirmedLog.class).failing = true;
		assertThatExceptionOfType(TransactionLogException.class).isThrownBy(() -> send("m-2"));
		this.app.get(UnconfirmedLog.class).failing = false;
	}

	/** Writes rows, or says that it cannot, and never looks for them. */
	static class UnconfirmedLog implements TransactionLog {

		private final JdbcTransactionLog log;

		private boolean failing;

		UnconfirmedLog(DataSource dataSource) {
			this.log = new JdbcTransactionLog("default", dataSource, JdbcTransactionLogSettings.DEFAULTS);
		}

		@Override
		public String name() {
			return this.log.name();
		}

		@Override
		public String identity() {
			return this.log.identity();
		}

		@Override
		public boolean isFor(PlatformTransactionManager manager) {
			return this.log.isFor(manager);
		}

		@Override
		public boolean isInTransaction() {
			return this.log.isInTransaction();
		}

		@Override
		public @Nullable Object boundResource() {
			return this.log.boundResource();
		}

		@Override
		public void prepare() {
			this.log.prepare();
		}

		@Override
		public void record(String transactionId, Collection<String> attemptIds, String identity) {
			if (this.failing) {
				throw new TransactionLogException("a deadlock", null);
			}
			this.log.record(transactionId, attemptIds, identity);
		}

		@Override
		public void amend(String transactionId, Collection<String> attemptIds) {
			this.log.amend(transactionId, attemptIds);
		}

		@Override
		public TransactionResolution resolve(String transactionId, String attemptId, @Nullable String identity) {
			return this.log.resolve(transactionId, attemptId, identity);
		}

	}

}
