package io.github.rocketmqhttp.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.handler.TransactionBoundary;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.rocketmqhttp.listener.ListenerBroker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A message takes effect once, however often it comes and whatever happens to its calls.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class IdempotentListenerTests {

	private @Nullable InboxFixture fixture;

	@AfterEach
	void stop() {
		if (this.fixture != null) {
			this.fixture.close();
		}
	}

	@Test
	void aMessageThatComesAgainIsAcknowledgedWithoutACall() {
		Writing listener = new Writing();
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		fixture.awaitConsumed(1);
		publish("a", "k-1");
		publish("b", "k-2");
		fixture.awaitConsumed(3);
		assertThat(fixture.effects()).containsExactly("a", "b");
		assertThat(fixture.counts()).isEqualTo(new DeliveryCounts(3, 0, 0, 0, 1));
		assertThat(fixture.keys()).containsExactly("key:orders//k-1", "key:orders//k-2");
	}

	@Test
	void twoMessagesOfOneTransactionBothTakeEffect() {
		InboxFixture fixture = start(new Writing());
		for (String attempt : List.of("1", "2", "1.2")) {
			fixture.broker.publish(InboxFixture.TOPIC,
					OutboundMessage.of(attempt)
						.property(TransactionHeaders.TRANSACTION_ID, "tx-1")
						.property(TransactionHeaders.ATTEMPT_ID, attempt));
		}
		fixture.awaitConsumed(3);
		assertThat(fixture.effects()).hasSize(2).contains("2");
		assertThat(fixture.keys()).containsExactly("tx:" + InboxFixture.TOPIC + "/tx-1/1",
				"tx:" + InboxFixture.TOPIC + "/tx-1/2");
	}

	@Test
	void twoMessagesWhoseTagsAndKeysReadTheSameInARowBothTakeEffect() {
		InboxFixture fixture = start(new Writing());
		fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of("a").tag("eu").key("created/1"));
		fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of("b").tag("eu/created").key("1"));
		fixture.awaitConsumed(2);
		assertThat(fixture.effects()).containsExactly("a", "b");
	}

	@Test
	void aTransactionalMessageThatAFormerVersionHasNotedIsKnown() {
		InboxFixture fixture = start(new Writing());
		String transaction = "019a9f00-0000-7000-8000-000000000001";
		fixture.jdbc()
			.update("INSERT INTO rocketmq_http_inbox (consumer_group, message_key, received_at) VALUES (?, ?, 0)",
					ListenerBroker.GROUP, "tx:" + transaction + "/1");
		for (String attempt : List.of("1", "2")) {
			fixture.broker.publish(InboxFixture.TOPIC,
					OutboundMessage.of(attempt)
						.property(TransactionHeaders.TRANSACTION_ID, transaction)
						.property(TransactionHeaders.ATTEMPT_ID, attempt));
		}
		fixture.awaitConsumed(2);
		assertThat(fixture.effects()).containsExactly("2");
		assertThat(fixture.counts()).isEqualTo(new DeliveryCounts(2, 0, 0, 0, 1));
	}

	@Test
	void aCallThatFailsLeavesNothingBehindAndTheMessageTakesEffectLater() {
		Writing listener = new Writing();
		listener.failures.add(new IOException("checked, which rolls back here too"));
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(fixture.effects()).isEmpty();
		assertThat(fixture.keys()).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a");
	}

	@Test
	void eachTryIsATransactionOfItsOwn() {
		Writing listener = new Writing();
		listener.failures.add(new IllegalStateException());
		listener.failures.add(new IOException());
		this.fixture = new InboxFixture(
				ListenerBroker.settings()
					.failures(new FailureSettings(null, List.of(),
							new RetrySettings(3, Duration.ofMillis(1), 1.5, Duration.ofMillis(2)))),
				(application) -> application.bean("listener", listener));
		publish("a", "k-1");
		this.fixture.awaitConsumed(1);
		assertThat(listener.calls).containsExactly("a", "a", "a");
		assertThat(this.fixture.effects()).containsExactly("a");
	}

	@Test
	void aCallThatMarksItsTransactionForRollbackHasFailed() {
		RollingBack listener = new RollingBack();
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(fixture.effects()).isEmpty();
		assertThat(fixture.broker.acknowledgements).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aCallThatFailsAfterSomethingHasCommittedItsTransactionIsRepeatedAndReported(boolean marksForRollback,
			CapturedOutput output) {
		InboxFixture fixture = start(new Committing(marksForRollback));
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(output).containsOnlyOnce(
				"Listener listener.receive failed, and something had committed in the" + " middle of its transaction");
		assertThat(fixture.broker.acknowledgements).isEmpty();
		assertThat(fixture.keys()).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a 1", "a 2", "a done");
		assertThat(fixture.keys()).containsExactly("key:orders//k-1");
	}

	@Test
	void aCallWhoseTransactionTheDatabaseHasRolledBackMeanwhileHasFailed() {
		Deadlocked listener = new Deadlocked();
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(fixture.effects()).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		publish("a", "k-1");
		fixture.awaitConsumed(2);
		assertThat(fixture.effects()).containsExactly("a 2");
	}

	/**
	 * The inbox has the last word before the commit.
	 */
	@Test
	void aRollbackOfTheDatabaseJustBeforeTheCommitIsNoticed() {
		InboxFixture fixture = start(new RolledBackBeforeCommit());
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(fixture.effects()).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a 2");
	}

	@Test
	void theTransactionIsThatOfTheInboxThoughAnotherManagerIsPrimary() {
		this.fixture = new InboxFixture(ListenerBroker.settings(),
				(application) -> application.configuration(OtherPrimary.class).bean("listener", new Writing()));
		publish("a", "k-1");
		this.fixture.awaitConsumed(1);
		assertThat(this.fixture.effects()).containsExactly("a");
	}

	/**
	 * One that looks like the commit's own keeps Spring from rolling back.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aCallWhoseCommitDoesNotComeAboutIsRepeated(boolean likeTheCommit, CapturedOutput output) {
		FailingBeforeCommit listener = new FailingBeforeCommit(
				likeTheCommit ? new UnexpectedRollbackException("elsewhere") : new IllegalStateException());
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a 1", "a 2", "a 2 later");
		assertThat(output).containsOnlyOnce("had committed in the middle of its transaction: a statement");
	}

	/**
	 * After the database has rolled back by itself, and where Spring does not.
	 */
	@Test
	void whatFollowsARollbackOfTheDatabaseNeverCommits() {
		InboxFixture fixture = start(new RolledBackAndFailing());
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(fixture.effects()).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a 2", "a 2 later");
	}

	@Test
	void aMessageWhoseTransactionCannotBeginComesBackWhateverIsNotWorthARetry() {
		this.fixture = new InboxFixture(
				ListenerBroker.settings()
					.failures(new FailureSettings("dead", List.of(), FailureSettings.DEFAULTS.retry())),
				(application) -> application.configuration(AwayAtFirst.class).bean("listener", new Hopeless()));
		InboxFixture fixture = this.fixture;
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(fixture.broker.acknowledgements).isEmpty();
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a");
	}

	/**
	 * As after a kill, or where the database was away: no process remembers it.
	 */
	@Test
	void whatCouldNotBeTakenBackIsTakenBackWhenTheMessageComesAgain(CapturedOutput output) {
		Committing listener = new Committing(false);
		this.fixture = new InboxFixture(ListenerBroker.settings(),
				(application) -> application.configuration(FlakyInbox.class).bean("listener", listener));
		InboxFixture fixture = this.fixture;
		FlakyInbox flaky = fixture.application().context().getBean(FlakyInbox.class);
		flaky.away = true;
		publish("a", "k-1");
		await().until(() -> fixture.counts().failed() == 1);
		assertThat(output).containsOnlyOnce("the inbox cannot be asked")
			.doesNotContain("had committed in the middle of its transaction: a statement");
		fixture.broker.advance(Duration.ofMinutes(5));
		await().until(() -> flaky.recovered.contains(false));
		await().until(() -> fixture.application().container("listener.receive").getMessagesInHand() == 0);
		assertThat(fixture.effects()).containsExactly("a 1");
		assertThat(output).doesNotContain("had committed in the middle of its transaction: a statement");
		assertThat(fixture.broker.acknowledgements).isEmpty();
		fixture.jdbc().update("UPDATE rocketmq_http_inbox SET received_at = received_at + 180000");
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(output).containsOnlyOnce("had committed in the middle of its transaction: a statement");
		assertThat(fixture.effects()).containsExactly("a 1", "a 2", "a done");
		publish("a", "k-1");
		fixture.awaitConsumed(2);
		assertThat(fixture.effects()).containsExactly("a 1", "a 2", "a done");
		assertThat(flaky.located).as("within a transaction").hasSizeGreaterThan(3).containsOnly(false);
	}

	@Test
	void aTransactionAroundTheListenerIsRefusedBeforeAnyWork() {
		Writing listener = new Writing();
		InboxFixture fixture = start(listener);
		TransactionTemplate around = new TransactionTemplate(
				fixture.application().context().getBean(PlatformTransactionManager.class));
		IdempotentAttempt attempt = new IdempotentAttempt(fixture.application().context().getBean(JdbcInbox.class),
				ListenerBroker.GROUP, 1);
		assertThatIllegalStateException()
			.isThrownBy(() -> around.executeWithoutResult((outer) -> around
				.executeWithoutResult((inner) -> attempt.run(inner, List.of("key"), () -> listener.write("done")))))
			.withMessageContaining("called within a transaction");
		assertThat(fixture.effects()).isEmpty();
	}

	@Test
	void theTransactionIsAsTheAnnotationOfTheMethodSays() {
		Attributes listener = new Attributes();
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		fixture.awaitConsumed(1);
		assertThat(listener.seen).containsExactly("isolation 8, timed true");
	}

	/**
	 * Whatever the commit itself reports, the row says what became of it.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aCallThatFailsAfterItHasTakenEffectIsDone(boolean retryable, CapturedOutput output) {
		List<Class<? extends Throwable>> notRetryable = retryable ? List.of()
				: List.of(TransactionSystemException.class);
		this.fixture = new InboxFixture(
				ListenerBroker.settings()
					.failures(new FailureSettings("dead", notRetryable, FailureSettings.DEFAULTS.retry())),
				(application) -> application.bean("listener", new FailingCommit()));
		InboxFixture fixture = this.fixture;
		publish("a", "k-1");
		fixture.awaitConsumed(1);
		assertThat(fixture.keys()).containsExactly("key:orders//k-1");
		assertThat(fixture.effects()).containsExactly("a");
		assertThat(fixture.counts()).isEqualTo(new DeliveryCounts(1, 0, 0, 0, 0));
		assertThat(output).containsOnlyOnce("failed after its transaction had committed");
	}

	@Test
	void theConnectionIsGivenBackBeforeTheBrokerHearsOfMessagesThatTheListenerSends() {
		Sending listener = new Sending();
		InboxFixture fixture = start(listener);
		publish("a", "k-1");
		fixture.awaitConsumed(1);
		assertThat(listener.held).containsExactly(false);
	}

	@Test
	void aMessageThatSomebodyElseIsHandlingIsNotAcknowledgedAndComesBack() {
		InboxFixture fixture = start(new Writing());
		ApplicationContext context = fixture.application().context();
		new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).executeWithoutResult((other) -> {
			context.getBean(JdbcInbox.class).record(ListenerBroker.GROUP, "key:orders//k-1");
			publish("a", "k-1");
			await().until(() -> fixture.broker.group(InboxFixture.TOPIC).invisible() == 1
					&& fixture.application().container("listener.receive").getMessagesInHand() == 0);
			assertThat(fixture.broker.acknowledgements).isEmpty();
			assertThat(fixture.counts()).as("neither handled nor failed").isEqualTo(new DeliveryCounts(0, 0, 0, 0, 0));
			other.setRollbackOnly();
		});
		fixture.broker.advance(Duration.ofMinutes(5));
		fixture.awaitConsumed(1);
		assertThat(fixture.effects()).containsExactly("a");
	}

	@Test
	void aBatchLeavesOutWhatIsKnownAndWhatItHoldsTwice() {
		Batches listener = new Batches();
		InboxFixture fixture = start(listener);
		publish("known", "k-0");
		fixture.awaitConsumed(1);
		fixture.application().registry().pause("listener.receive");
		await().until(() -> fixture.broker.group(InboxFixture.TOPIC).waitingPolls() == 0);
		publish("known again", "k-0");
		publish("one", "k-1");
		publish("one again", "k-1");
		publish("two", "k-2");
		fixture.application().registry().resume("listener.receive");
		fixture.awaitConsumed(5);
		assertThat(String.join(",", fixture.effects())).isEqualTo("known,one,two");
		assertThat(fixture.counts().duplicates()).isEqualTo(2);
	}

	@Test
	void anOrderedListenerMayBeIdempotent() {
		InboxFixture fixture = start(new Ordered());
		for (String body : List.of("1", "2", "2", "3")) {
			fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of(body).shardingKey("s").key(body));
		}
		fixture.awaitConsumed(4);
		assertThat(fixture.effects()).containsExactly("1", "2", "3");
	}

	private InboxFixture start(Object listener) {
		InboxFixture started = InboxFixture.with(listener);
		this.fixture = started;
		return started;
	}

	private void publish(String body, String key) {
		if (this.fixture != null) {
			this.fixture.broker.publish(InboxFixture.TOPIC, OutboundMessage.of(body).key(key));
		}
	}

	static class Writing extends InboxFixture.Effects {

		final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) throws Exception {
			this.calls.add(body.toString());
			write(body.toString());
			Exception failure = this.failures.poll();
			if (failure != null) {
				throw failure;
			}
		}

	}

	static class RollingBack extends InboxFixture.Effects {

		private boolean again;

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		@Transactional
		public void receive(CharSequence body) {
			write(body.toString());
			if (!this.again) {
				this.again = true;
				TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
			}
		}

	}

	/** Fails at its first call, after a statement that commits by itself. */
	static class Committing extends InboxFixture.Effects {

		private final boolean marksForRollback;

		private int calls;

		Committing(boolean marksForRollback) {
			this.marksForRollback = marksForRollback;
		}

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		@Transactional
		public void receive(CharSequence body) {
			write(body + " " + ++this.calls);
			if (this.calls == 1) {
				execute("CREATE TABLE report (id INT)");
				write("rolled back");
				if (!this.marksForRollback) {
					throw new IllegalStateException();
				}
				TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
			}
			else {
				write(body + " done");
			}
		}

	}

	/** Its transaction fails before its commit at the first call. */
	static class FailingBeforeCommit extends InboxFixture.Effects {

		private final RuntimeException failure;

		private int calls;

		FailingBeforeCommit(RuntimeException failure) {
			this.failure = failure;
		}

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body + " " + ++this.calls);
			if (this.calls == 1) {
				execute("CREATE TABLE report (id INT)");
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void beforeCommit(boolean readOnly) {
						throw FailingBeforeCommit.this.failure;
					}
				});
			}
			write(body + " " + this.calls + " later");
		}

	}

	/** Tells what transaction it runs in. */
	static class Attributes {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Autowired
		@Nullable DataSource dataSource;

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		@Transactional(isolation = Isolation.SERIALIZABLE, timeoutString = "${no.such.property:30}")
		public void receive(CharSequence body) {
			boolean timed = this.dataSource != null
					&& TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder holder
					&& holder.hasTimeout();
			this.seen.add("isolation " + TransactionSynchronizationManager.getCurrentTransactionIsolationLevel()
					+ ", timed " + timed);
		}

	}

	/** Cannot be asked at times. */
	@Configuration(proxyBeanMethods = false)
	static class FlakyInbox {

		volatile boolean away;

		final Queue<Boolean> recovered = new ConcurrentLinkedQueue<>();

		final Queue<Boolean> located = new ConcurrentLinkedQueue<>();

		@Bean
		@Primary
		Inbox flaky(JdbcInbox inbox) {
			return new ForwardingInbox(inbox) {
				@Override
				public void locate() {
					FlakyInbox.this.located.add(TransactionSynchronizationManager.isActualTransactionActive());
				}

				@Override
				public boolean recover(String consumerGroup, String key) {
					boolean recovered = super.recover(consumerGroup, key);
					FlakyInbox.this.recovered.add(recovered);
					return recovered;
				}

				@Override
				public boolean withdraw(InboxEntry entry) {
					if (FlakyInbox.this.away) {
						throw new CannotGetJdbcConnectionException("away");
					}
					return super.withdraw(entry);
				}
			};
		}

	}

	/** At its first call the database rolls back, and it goes on. */
	static class Deadlocked extends InboxFixture.Effects {

		private int calls;

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			if (++this.calls == 1) {
				execute("ROLLBACK");
			}
			write(body + " " + this.calls);
		}

	}

	/** At its first call the database rolls back, and then a synchronization fails. */
	static class RolledBackAndFailing extends InboxFixture.Effects {

		private int calls;

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body + " " + ++this.calls);
			if (this.calls == 1) {
				execute("ROLLBACK");
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void beforeCommit(boolean readOnly) {
						throw new UnexpectedRollbackException("elsewhere");
					}
				});
			}
			write(body + " " + this.calls + " later");
		}

	}

	static class Hopeless extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		@NoRetry
		void receive(CharSequence body) {
			write(body.toString());
		}

	}

	/** Its first transaction cannot begin. */
	@Configuration(proxyBeanMethods = false)
	static class AwayAtFirst {

		@Bean
		@Primary
		PlatformTransactionManager awayAtFirst(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource) {
				private boolean again;

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
					if (!this.again) {
						this.again = true;
						throw new CannotCreateTransactionException("away");
					}
					super.doBegin(transaction, definition);
				}
			};
		}

	}

	/** At its first call the database rolls back after all others want to commit. */
	static class RolledBackBeforeCommit extends InboxFixture.Effects {

		private int calls;

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body + " " + ++this.calls);
			if (this.calls == 1) {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
					@Override
					public void beforeCompletion() {
						execute("ROLLBACK");
					}
				});
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherPrimary {

		@Bean
		@Primary
		PlatformTransactionManager other() {
			return new DataSourceTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other"));
		}

	}

	/** Its commit is reported as failed though it is not. */
	static class FailingCommit extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body.toString());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCommit() {
					throw new TransactionSystemException("connection lost");
				}
			});
		}

	}

	/** Acts on the end of its transaction as the coordinator does. */
	static class Sending extends InboxFixture.Effects {

		private final Queue<Boolean> held = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body.toString());
			Object dataSource = Objects.requireNonNull(Objects.requireNonNull(this.jdbc).getDataSource());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
				@Override
				public void afterCompletion(int status) {
					TransactionBoundary.afterCall(
							() -> Sending.this.held.add(TransactionSynchronizationManager.hasResource(dataSource)));
				}
			});
		}

	}

	static class Batches extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(List<CharSequence> bodies) {
			bodies.forEach((body) -> write(body.toString()));
		}

	}

	static class Ordered extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true, ordered = true)
		void receive(CharSequence body) {
			write(body.toString());
		}

	}

}
