package io.github.rocketmqhttp.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionSystemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A commit whose outcome is open, and a log that does not tell it at once.
 */
@ExtendWith(OutputCaptureExtension.class)
class OutcomeInquiryTests {

	private static final String ASKED_IN_VAIN = "could not be asked for the outcome of transaction";

	private final TransactionFixture app = TransactionFixture.start(Orders.class, HesitantLog.class);

	private final HesitantLog log = this.app.get(HesitantLog.class);

	private final SettableClock clock = this.app.get(SettableClock.class);

	@BeforeEach
	void theCommitIsReportedAsFailed() {
		this.app.get(TransactionFixture.FailingTransactionManager.class).afterCommit = () -> {
			throw new TransactionSystemException("connection lost");
		};
	}

	@AfterEach
	void stop() {
		this.app.close();
	}

	@Test
	void aLogThatCannotBeAskedIsAskedAgain(CapturedOutput output) {
		this.log.hesitates(2, () -> {
			throw new DataAccessResourceFailureException("the database is away");
		});
		place();
		awaitDelivery();
		assertThat(output.getOut().split(ASKED_IN_VAIN, -1)).hasSize(3);
	}

	@Test
	void aLogThatDoesNotKnowYetIsAskedAgain(CapturedOutput output) {
		this.log.hesitates(2, () -> TransactionResolution.UNKNOWN);
		place();
		awaitDelivery();
		assertThat(output).doesNotContain(ASKED_IN_VAIN);
	}

	@Test
	void aMessageThatNobodyKnowsOfBeforeItsHandleExpiresIsLeftInDoubt() {
		this.log.hesitates(Integer.MAX_VALUE, () -> {
			this.clock.advance(Duration.ofSeconds(30));
			return TransactionResolution.UNKNOWN;
		});
		place();
		await().untilAsserted(() -> assertThat(this.app.get(InFlightTransactions.class).inDoubt().list()).hasSize(1));
		assertThat(this.app.get(TransactionFixture.Counts.class).seen).containsExactly("IN_DOUBT/INLINE");
		assertThat(this.app.undecided("orders")).containsExactly("o-1");
		assertThat(this.log.asked).as("the handle has expired").hasValue(2);
	}

	private void place() {
		assertThatThrownBy(() -> this.app.get(Orders.class).place("o-1", Orders.Work.NOTHING))
			.isInstanceOf(TransactionSystemException.class);
		assertThat(this.app.rows()).containsExactly("o-1");
	}

	private void awaitDelivery() {
		await().untilAsserted(() -> assertThat(this.app.inFlight()).isEmpty());
		assertThat(this.app.delivered("orders")).containsExactly("o-1");
		assertThat(this.app.get(TransactionFixture.Counts.class).seen).containsExactly(State.COMMITTED + "/INLINE");
		assertThat(this.log.asked).hasValue(3);
	}

	/**
	 * The log of the database, which does not answer some questions.
	 */
	@Configuration(proxyBeanMethods = false)
	static class HesitantLog {

		private final AtomicInteger asked = new AtomicInteger();

		private volatile int hesitations;

		private volatile Supplier<TransactionResolution> hesitation = () -> TransactionResolution.UNKNOWN;

		void hesitates(int times, Supplier<TransactionResolution> how) {
			this.hesitation = how;
			this.hesitations = times;
		}

		@Bean
		TransactionLog log(DataSource dataSource) {
			JdbcTransactionLog log = new JdbcTransactionLog("default", dataSource, JdbcTransactionLogSettings.DEFAULTS);
			return (TransactionLog) Proxy.newProxyInstance(TransactionLog.class.getClassLoader(),
					new Class<?>[] { TransactionLog.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("resolve") && this.asked.incrementAndGet() <= this.hesitations) {
							return this.hesitation.get();
						}
						try {
							return method.invoke(log, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					});
		}

	}

}
