package io.github.rocketmqhttp.transaction;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Set-ups in which the status that Spring reports, or the transaction whose
 * synchronizations are at hand, is not the one that matters. What is delivered is what
 * stands in the database afterwards.
 */
class BelievedOutcomeTests {

	private final TransactionFixture app = TransactionFixture.start(Orders.class, TransactionLogTests.Log.class,
			Other.class, Shop.class);

	private final Orders orders = this.app.get(Orders.class);

	private final HookedOperations template = this.app.get(HookedOperations.class);

	private final DataSource dataSource = this.app.context.getBean("dataSource", DataSource.class);

	private final TransactionTemplate own = new TransactionTemplate(
			this.app.get(TransactionFixture.FailingTransactionManager.class));

	private final TransactionTemplate other = new TransactionTemplate(
			this.app.context.getBean("otherManager", DataSourceTransactionManager.class));

	@AfterEach
	void stop() {
		this.app.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCallFollowsTheTransactionThatItJoinedThoughAnotherOneWithoutLogRunsInside(boolean commits) {
		this.own.executeWithoutResult((status) -> {
			this.other.executeWithoutResult((inner) -> {
				place("o-1");
				confirm("o-2");
				if (commits) {
					inner.setRollbackOnly();
				}
			});
			assertThat(this.app.delivered("orders")).isEmpty();
			assertThat(this.app.dropped("orders")).isEmpty();
			if (!commits) {
				status.setRollbackOnly();
			}
		});
		assertThat(this.app.rows()).hasSize(commits ? 2 : 0);
		assertThat(this.app.delivered("orders")).hasSize(commits ? 2 : 0);
		assertThat(this.app.undecided("orders")).isEmpty();
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aMessageOnCommitIsRefusedWhereItCouldBelongToEitherOfTwoTransactions() {
		this.own.executeWithoutResult((status) -> this.other
			.executeWithoutResult((inner) -> assertThatExceptionOfType(IllegalTransactionStateException.class)
				.isThrownBy(this::sendOnCommit)
				.withMessageContaining("several transaction managers")));
		assertNothingWasPublished();
	}

	@Test
	void aTransactionOfAManagerThatNobodyKnowsIsRefused() {
		TransactionTemplate unknown = new TransactionTemplate(new DataSourceTransactionManager(this.dataSource));
		unknown.executeWithoutResult((status) -> assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(this::sendOnCommit)
			.withMessageContaining("as a bean"));
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> unknown.executeWithoutResult((status) -> place("o-1")))
			.withMessageContaining("as a bean");
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.delivered("orders")).isEmpty();
	}

	@Test
	void aDeadlineThatPassesWhileALateMessageIsPublishedRollsEverythingBack() {
		RocketMqHttpClient client = this.app.get(RocketMqHttpClient.class);
		this.template.onAttempt = (topic, message) -> {
			this.template.loseAnswers(client, 1);
			ConnectionHolder holder = (ConnectionHolder) TransactionSynchronizationManager.getResource(this.dataSource);
			assertThat(holder).isNotNull();
			holder.setTimeoutInMillis(-1);
			this.template.onAttempt.accept(topic, message);
		};
		assertThat(catchThrowable(() -> confirm("o-1"))).isInstanceOf(TransactionLogException.class);
		awaitDelivered();
		JdbcConnectionPool pool = (JdbcConnectionPool) this.dataSource;
		await().untilAsserted(() -> assertThat(pool.getActiveConnections()).isZero());
	}

	/**
	 * Those that Spring handles differently from each other when a commit is prepared.
	 */
	enum Failure {

		UNEXPECTED_ROLLBACK {
			@Override
			RuntimeException make() {
				return new UnexpectedRollbackException("inner");
			}
		},
		CANNOT_CREATE {
			@Override
			RuntimeException make() {
				return new CannotCreateTransactionException("pool");
			}
		},
		SYSTEM {
			@Override
			RuntimeException make() {
				return new TransactionSystemException("inner");
			}
		},
		OTHER {
			@Override
			RuntimeException make() {
				return new IllegalStateException("inner");
			}
		};

		abstract RuntimeException make();

	}

	@ParameterizedTest
	@EnumSource
	void aSynchronizationThatFailsAheadOfOursDoesNotSeparateMessageAndRow(Failure failure) {
		assertThat(catchThrowable(() -> this.own.executeWithoutResult((status) -> {
			failBeforeCommit(failure);
			place("o-1");
			confirm("o-2");
			sendOnCommit();
		}))).isInstanceOf((failure == Failure.OTHER) ? IllegalStateException.class : TransactionException.class);
		awaitDelivered();
		assertThat(this.app.delivered("orders")).hasSize((failure == Failure.OTHER) ? 0 : 3);
	}

	@Test
	void aDatabaseThatHasRolledBackByItselfCannotCommitWhatCameAfterwards() {
		assertThatExceptionOfType(DatabaseRollbackException.class).isThrownBy(() -> this.orders.place("o-1", () -> {
			DataSourceUtils.getConnection(this.dataSource).rollback();
			this.app.get(JdbcTemplate.class).update("INSERT INTO orders VALUES ('o-2')");
		}));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void whatHasCommittedInTheMiddleOfATransactionThatRollsBackIsDelivered() {
		assertThatIllegalStateException().isThrownBy(() -> this.orders.place("o-1", () -> {
			this.app.get(JdbcTemplate.class).execute("CREATE TABLE side (id INT)");
			throw new IllegalStateException("no stock");
		}));
		await().untilAsserted(() -> assertThat(this.app.delivered("orders")).containsExactly("o-1"));
		assertThat(this.app.rows()).containsExactly("o-1");
	}

	@ParameterizedTest
	@EnumSource
	void norWhereASynchronizationAheadOfOursFailsThen(Failure failure) {
		assertThat(catchThrowable(() -> this.own.executeWithoutResult((status) -> {
			failBeforeCommit(failure);
			placeInADatabaseThatRollsBack();
		}))).isNotNull();
		await().untilAsserted(() -> assertThat(this.app.dropped("orders")).containsExactly("o-1"));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.delivered("orders")).isEmpty();
	}

	private void placeInADatabaseThatRollsBack() {
		try {
			this.orders.place("o-1", () -> {
				DataSourceUtils.getConnection(this.dataSource).rollback();
				this.app.get(JdbcTemplate.class).update("INSERT INTO orders VALUES ('o-2')");
			});
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void aTombstoneIsNotTakenForTheRowThatTheDatabaseHasRolledBack() {
		assertThatExceptionOfType(DatabaseRollbackException.class)
			.isThrownBy(() -> this.orders.place("o-1", this::rollBackAndFence));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("o-1");
		assertThat(this.app.delivered("orders")).isEmpty();
	}

	@Test
	void aTombstoneIsNotCorrectedForALateMessageThatWasPublishedAgain() {
		this.template.loseAnswers(this.app.get(RocketMqHttpClient.class), 1);
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> this.orders.confirm("o-1", this::rollBackAndFence))
			.withMessageContaining("its row is gone");
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.delivered("orders")).isEmpty();
		assertThat(this.app.get(JdbcTemplate.class)
			.queryForList("SELECT attempts FROM rocketmq_http_transaction WHERE state = 'R'", String.class))
			.containsExactly("-");
	}

	/**
	 * The database makes the transaction a deadlock's victim, another instance answers a
	 * back-check, and the business goes on.
	 */
	private void rollBackAndFence() throws SQLException {
		DataSourceUtils.getConnection(this.dataSource).rollback();
		String id = InFlightTransactions.idsOfCurrentTransaction().get(0);
		assertThat(this.app.get(JdbcTransactionLog.class).resolve(id, "1", null))
			.isEqualTo(TransactionResolution.ROLLBACK);
		this.app.get(JdbcTemplate.class).update("INSERT INTO orders VALUES ('o-2')");
	}

	@ParameterizedTest
	@ValueSource(ints = { Ordered.HIGHEST_PRECEDENCE, Ordered.LOWEST_PRECEDENCE })
	void aDatabaseThatRollsBackByItselfInASynchronizationCannotCommitWhatCameAfterwards(int order) {
		assertThatExceptionOfType(DatabaseRollbackException.class)
			.isThrownBy(() -> this.orders.confirm("o-1", () -> beforeCommit(order, () -> {
				try {
					DataSourceUtils.getConnection(this.dataSource).rollback();
				}
				catch (SQLException ex) {
					throw new AssertionError(ex);
				}
				this.app.get(JdbcTemplate.class).update("INSERT INTO orders VALUES ('o-2')");
			})));
		assertThat(this.app.rows()).isEmpty();
		assertThat(this.app.dropped("orders")).containsExactly("confirmed-o-1");
		assertThat(this.app.inFlight()).isEmpty();
	}

	@Test
	void aMessageThatCouldNotBePublishedHoldsTheCommitThoughItsExceptionIsSwallowed() {
		assertThatExceptionOfType(TransactionLogException.class)
			.isThrownBy(() -> this.own.executeWithoutResult((status) -> beforeCommit(Ordered.LOWEST_PRECEDENCE, () -> {
				this.template.beforePublish = () -> {
					throw new TransportException("away", null, true, false);
				};
				assertThat(catchThrowable(() -> confirm("o-1"))).isNotNull();
			})))
			.withMessageContaining("swallowed");
		assertThat(this.app.rows()).isEmpty();
	}

	@Test
	void aConstraintThatFailsAtTheCommitIsSettledByTheLogAtOnce() {
		TransactionFixture.FailingTransactionManager manager = this.app
			.get(TransactionFixture.FailingTransactionManager.class);
		manager.beforeCommit = () -> {
			throw new DataIntegrityViolationException("at flush");
		};
		assertThat(catchThrowable(() -> place("o-1"))).isNotNull();
		awaitDelivered();
		assertThat(this.app.get(InFlightTransactions.class).inDoubt().list()).isEmpty();
	}

	@Test
	void theConnectionIsGivenBackBeforeTheBrokerHearsOfAJoinedCall() {
		JdbcConnectionPool pool = (JdbcConnectionPool) this.dataSource;
		List<Integer> held = new ArrayList<>();
		this.template.beforeDecision = () -> held.add(pool.getActiveConnections());
		unchecked(() -> this.app.get(Shop.class).work(() -> {
			place("o-1");
			confirm("o-2");
			sendOnCommit();
		}));
		assertThat(held).containsExactly(0, 0, 0);
		assertThat(this.app.delivered("orders")).hasSize(3);
	}

	/**
	 * The oracle: after all has ended, what is delivered is what has a row, and nothing
	 * is left in doubt, without any back-check.
	 */
	private void awaitDelivered() {
		await().untilAsserted(() -> {
			assertThat(this.app.undecided("orders")).hasSize(orphans());
			assertThat(this.app.inFlight()).isEmpty();
		});
		assertThat(this.app.delivered("orders").stream().map((body) -> body.replace("confirmed-", "")))
			.filteredOn((body) -> !body.startsWith("m-"))
			.containsExactlyInAnyOrderElementsOf(this.app.rows());
	}

	/** Of attempts whose answers were lost; back-checks roll them back. */
	private int orphans() {
		return (int) this.app.undecided("orders").stream().filter((body) -> body.startsWith("confirmed-")).count();
	}

	private void assertNothingWasPublished() {
		assertThat(this.app.delivered("orders")).isEmpty();
		assertThat(this.app.dropped("orders")).isEmpty();
		assertThat(this.app.undecided("orders")).isEmpty();
	}

	private void place(String order) {
		unchecked(() -> this.orders.place(order, Orders.Work.NOTHING));
	}

	private void confirm(String order) {
		unchecked(() -> this.orders.confirm(order, Orders.Work.NOTHING));
	}

	private void sendOnCommit() {
		this.template.sendOnCommit(this.template.newMessage("m-1").topic("orders"));
	}

	private static void unchecked(Orders.Work work) {
		try {
			work.run();
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void failBeforeCommit(Failure failure) {
		beforeCommit(Ordered.HIGHEST_PRECEDENCE, () -> {
			throw failure.make();
		});
	}

	private static void beforeCommit(int order, Runnable work) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public int getOrder() {
				return order;
			}

			@Override
			public void beforeCommit(boolean readOnly) {
				work.run();
			}
		});
	}

	/** A caller with a transaction of its own. */
	static class Shop {

		@Transactional("transactionManager")
		public void work(Orders.Work work) throws Exception {
			work.run();
		}

	}

	/** A second database without a log. */
	@Configuration(proxyBeanMethods = false)
	static class Other {

		@Bean(destroyMethod = "dispose", defaultCandidate = false)
		JdbcConnectionPool otherDataSource() {
			return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		}

		@Bean(defaultCandidate = false)
		DataSourceTransactionManager otherManager(@Qualifier("otherDataSource") DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

}
