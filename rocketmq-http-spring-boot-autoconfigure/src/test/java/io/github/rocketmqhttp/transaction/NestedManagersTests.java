package io.github.rocketmqhttp.transaction;

import java.util.UUID;

import javax.sql.DataSource;

import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Transactions of two managers, one inside the other: Spring tells the outcome of the
 * inner one alone while that runs.
 */
class NestedManagersTests {

	private final TransactionFixture app = TransactionFixture.start(Second.class, Service.class,
			TransactionLogTests.Log.class);

	private final Service service = this.app.get(Service.class);

	private final TransactionTemplate first = new TransactionTemplate(
			this.app.get(TransactionFixture.FailingTransactionManager.class));

	private final TransactionTemplate second = new TransactionTemplate(
			this.app.context.getBean("secondManager", DataSourceTransactionManager.class));

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aTransactionInsideOneOfAnotherManagerDecidesForItself() {
		this.first.executeWithoutResult((status) -> {
			this.service.onSecond("o-1");
			this.template()
				.<Object>inTransaction(this.template().newMessage("o-2").topic("orders"), this.second, (inner) -> {
					inner.setRollbackOnly();
					return null;
				});
			status.setRollbackOnly();
		});
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.dropped("orders")).containsExactly("o-2");
	}

	@Test
	void aCallThatJoinsTheOuterTransactionFromInsideTheOtherFollowsIt() {
		this.first.executeWithoutResult((status) -> this.second.executeWithoutResult((inner) -> {
			this.service.onFirst("o-1");
			this.service.onFirstLater("o-2");
			inner.setRollbackOnly();
		}));
		this.first.executeWithoutResult((status) -> {
			this.second.executeWithoutResult((inner) -> {
				this.service.onFirst("o-3");
				this.service.onFirstLater("o-4");
			});
			status.setRollbackOnly();
		});
		assertThat(this.app.delivered("orders")).containsExactlyInAnyOrder("o-1", "o-2");
		assertThat(this.app.dropped("orders")).containsExactly("o-3");
		assertThat(this.app.undecided("orders")).isEmpty();
	}

	@Test
	void aMessageOnCommitIsRefusedWhereTwoTransactionsRun() {
		this.first.executeWithoutResult((status) -> this.second
			.executeWithoutResult((inner) -> assertThatExceptionOfType(IllegalTransactionStateException.class)
				.isThrownBy(() -> this.template().sendOnCommit(this.template().newMessage("o-1").topic("orders")))
				.withMessageContaining("several transaction managers")));
		assertThat(this.app.undecided("orders")).isEmpty();
	}

	@Test
	void aNewTransactionOfTheOuterManagerInsideTheOtherOneDecidesForItself() {
		this.first.executeWithoutResult((status) -> this.second.executeWithoutResult((inner) -> {
			this.service.onFirstAlone("o-1");
			inner.setRollbackOnly();
			status.setRollbackOnly();
		}));
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
	}

	private HookedOperations template() {
		return this.app.get(HookedOperations.class);
	}

	/** The second database and its manager. */
	@Configuration(proxyBeanMethods = false)
	static class Second {

		@Bean(destroyMethod = "dispose", defaultCandidate = false)
		JdbcConnectionPool secondDataSource() {
			return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		}

		@Bean(defaultCandidate = false)
		DataSourceTransactionManager secondManager(@Qualifier("secondDataSource") DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		JdbcTransactionLog secondLog(@Qualifier("secondDataSource") DataSource dataSource) {
			return new JdbcTransactionLog("second", dataSource, JdbcTransactionLogSettings.DEFAULTS);
		}

	}

	static class Service {

		@TransactionalMessage(topic = "orders", transactionManager = "transactionManager")
		public void onFirst(String order) {
		}

		@TransactionalMessage(topic = "orders", transactionManager = "transactionManager",
				phase = SendPhase.BEFORE_COMMIT)
		public void onFirstLater(String order) {
		}

		@TransactionalMessage(topic = "orders", transactionManager = "transactionManager",
				propagation = Propagation.REQUIRES_NEW)
		public void onFirstAlone(String order) {
		}

		@TransactionalMessage(topic = "orders", transactionManager = "secondManager")
		public void onSecond(String order) {
		}

	}

}
