package io.github.rocketmqhttp.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.rocketmqhttp.core.TransactionHeaders;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commits of idempotent listeners that go wrong: where Spring neither commits nor rolls
 * back, its clean-up commits the rest. What counts is how often a message has taken
 * effect in the end.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class IdempotentCommitTests {

	private @Nullable InboxFixture fixture;

	@AfterEach
	void stop() {
		if (this.fixture != null) {
			this.fixture.close();
		}
	}

	static Stream<Arguments> failures() {
		return Arrays.stream(Place.values())
			.flatMap((place) -> Arrays.stream(Kind.values()).map((kind) -> Arguments.of(place, kind)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whateverFailsAtTheCommitAMessageTakesEffectOnce(Place place, Kind kind, CapturedOutput output) {
		InboxFixture running = start(new FailingOnce(place, kind));
		publish(running, "a");
		awaitConsumed(running);
		assertThat(running.effects()).hasSize(1);
		assertThat(running.keys()).hasSize(1);
		assertThat(output).doesNotContain("had committed in the middle of its transaction: a statement");
	}

	@Test
	void aCallThatOutlivesTheTimeoutOfItsTransactionTakesEffectOnce(CapturedOutput output) {
		InboxFixture running = start(new OutOfTime());
		publish(running, "a");
		awaitConsumed(running);
		assertThat(running.effects()).hasSize(1);
		assertThat(output).doesNotContain("had committed in the middle of its transaction: a statement");
	}

	/**
	 * As managers around another one do, to measure or to repeat its transactions.
	 */
	@Test
	void aManagerThatHandsOutAStatusOfItsOwnConfirmsToo() {
		this.fixture = new InboxFixture(ListenerBroker.settings(),
				(application) -> application.configuration(DecoratedManager.class).bean("listener", new Writing()));
		InboxFixture running = this.fixture;
		publish(running, "a");
		running.awaitConsumed(1);
		publish(running, "a");
		running.awaitConsumed(2);
		assertThat(running.effects()).containsExactly("a");
	}

	/**
	 * The other one of the same data source would begin a second transaction on the
	 * connection of the first.
	 */
	@Test
	void theManagerThatTheMethodNamesBeginsTheTransaction() {
		this.fixture = new InboxFixture(ListenerBroker.settings(),
				(application) -> application.configuration(TwoManagers.class).bean("listener", new Naming()));
		InboxFixture running = this.fixture;
		publish(running, "a");
		running.awaitConsumed(1);
		TwoManagers managers = running.application().context().getBean(TwoManagers.class);
		assertThat(managers.begun).containsExactly("second");
		assertThat(running.effects()).containsExactly("a");
	}

	@Test
	void aMessageThatTheInboxCannotBeAskedAboutComesBackWhateverIsNotWorthARetry() {
		this.fixture = new InboxFixture(
				ListenerBroker.settings()
					.failures(new FailureSettings("dead", List.of(), FailureSettings.DEFAULTS.retry())),
				(application) -> application.configuration(SilentInbox.class)
					.bean("listener", new IdempotentListenerTests.Hopeless()));
		InboxFixture running = this.fixture;
		running.broker.publish(InboxFixture.TOPIC,
				OutboundMessage.of("a")
					.property(TransactionHeaders.TRANSACTION_ID, "019a9f00-0000-7000-8000-000000000001")
					.property(TransactionHeaders.ATTEMPT_ID, "1"));
		ListenerBroker.await().until(() -> running.counts().failed() == 1);
		assertThat(running.broker.acknowledgements).isEmpty();
		running.broker.advance(Duration.ofMinutes(5));
		running.awaitConsumed(1);
		assertThat(running.effects()).containsExactly("a");
	}

	private InboxFixture start(Object listener) {
		InboxFixture running = InboxFixture.with(listener);
		this.fixture = running;
		return running;
	}

	private static void publish(InboxFixture running, String body) {
		running.broker.publish(InboxFixture.TOPIC, OutboundMessage.of(body).key("k-" + body));
	}

	/**
	 * It comes back after its invisible time as long as it is not acknowledged.
	 */
	private static void awaitConsumed(InboxFixture running) {
		ListenerBroker.await().until(() -> {
			if (running.counts().failed() > 0) {
				running.broker.advance(Duration.ofMinutes(5));
			}
			return !running.broker.acknowledgements.isEmpty();
		});
	}

	/** Where a commit fails. */
	@SuppressWarnings("ImmutableEnumChecker") // None of the functions has a state.
	enum Place {

		BEFORE_COMMIT((fails, manager) -> register(new TransactionSynchronization() {
			@Override
			public void beforeCommit(boolean readOnly) {
				fails.run();
			}
		})),

		LAST_BEFORE_COMMIT((fails, manager) -> register(new LastSynchronization(fails))),

		FLUSH((fails, manager) -> register(new TransactionSynchronization() {
			@Override
			public void flush() {
				fails.run();
			}
		})),

		AFTER_COMMIT((fails, manager) -> register(new TransactionSynchronization() {
			@Override
			public void afterCommit() {
				fails.run();
			}
		})),

		LISTENER_AHEAD((fails, manager) -> listen(manager, fails, true)),

		LISTENER_BEHIND((fails, manager) -> listen(manager, fails, false));

		private final Arrangement arrangement;

		Place(Arrangement arrangement) {
			this.arrangement = arrangement;
		}

		private static void register(TransactionSynchronization synchronization) {
			TransactionSynchronizationManager.registerSynchronization(synchronization);
		}

		private static void listen(ConfigurableTransactionManager manager, Runnable fails, boolean ahead) {
			Collection<TransactionExecutionListener> before = manager.getTransactionExecutionListeners();
			List<TransactionExecutionListener> all = new ArrayList<>(before);
			all.add(ahead ? 0 : before.size(), new TransactionExecutionListener() {
				@Override
				public void beforeCommit(TransactionExecution transaction) {
					manager.setTransactionExecutionListeners(before);
					fails.run();
				}
			});
			manager.setTransactionExecutionListeners(all);
		}

		private interface Arrangement {

			void arrange(Runnable fails, ConfigurableTransactionManager manager);

		}

	}

	/** How it fails. */
	@SuppressWarnings("ImmutableEnumChecker") // None of the functions has a state.
	enum Kind {

		TIMED_OUT(() -> {
			throw new TransactionTimedOutException("too late");
		}),

		UNEXPECTED_ROLLBACK(() -> {
			throw new UnexpectedRollbackException("rolled back");
		}),

		CANNOT_CREATE(() -> {
			throw new CannotCreateTransactionException("no connection");
		}),

		RUNTIME(() -> {
			throw new IllegalStateException("anything");
		}),

		ERROR(() -> {
			throw new AssertionError("anything");
		});

		private final Runnable failure;

		Kind(Runnable failure) {
			this.failure = failure;
		}

	}

	private record LastSynchronization(Runnable fails) implements TransactionSynchronization, Ordered {

		@Override
		public int getOrder() {
			return Ordered.LOWEST_PRECEDENCE;
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			this.fails.run();
		}

	}

	/** The commit of its first call fails. */
	static class FailingOnce extends InboxFixture.Effects {

		private final Place place;

		private final Kind kind;

		@Autowired
		private @Nullable ConfigurableTransactionManager manager;

		private int calls;

		FailingOnce(Place place, Kind kind) {
			this.place = place;
			this.kind = kind;
		}

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body + " " + ++this.calls);
			if (this.calls == 1) {
				this.place.arrangement.arrange(this.kind.failure, Objects.requireNonNull(this.manager));
			}
		}

	}

	/** The time of its first transaction has passed when it returns. */
	static class OutOfTime extends InboxFixture.Effects {

		private int calls;

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body + " " + ++this.calls);
			DataSource dataSource = Objects.requireNonNull(Objects.requireNonNull(this.jdbc).getDataSource());
			if (this.calls == 1
					&& TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder) {
				holder.setTimeoutInMillis(-1000);
			}
		}

	}

	static class Writing extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		void receive(CharSequence body) {
			write(body.toString());
		}

	}

	static class Naming extends InboxFixture.Effects {

		@RocketMqHttpListener(topic = InboxFixture.TOPIC, idempotent = true)
		@Transactional("second")
		public void receive(CharSequence body) {
			write(body.toString());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DecoratedManager {

		@Bean
		@Primary
		PlatformTransactionManager decorated(DataSourceTransactionManager transactionManager) {
			return new DecoratingManager(transactionManager);
		}

	}

	private record DecoratingManager(
			DataSourceTransactionManager inner) implements ResourceTransactionManager, ConfigurableTransactionManager {

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			return new DecoratedStatus(this.inner.getTransaction(definition));
		}

		@Override
		public void commit(TransactionStatus status) {
			this.inner.commit(((DecoratedStatus) status).inner());
		}

		@Override
		public void rollback(TransactionStatus status) {
			this.inner.rollback(((DecoratedStatus) status).inner());
		}

		@Override
		public Object getResourceFactory() {
			return this.inner.getResourceFactory();
		}

		@Override
		public void setTransactionExecutionListeners(Collection<TransactionExecutionListener> listeners) {
			this.inner.setTransactionExecutionListeners(listeners);
		}

		@Override
		public Collection<TransactionExecutionListener> getTransactionExecutionListeners() {
			return this.inner.getTransactionExecutionListeners();
		}

	}

	private record DecoratedStatus(TransactionStatus inner) implements TransactionStatus {

		@Override
		public boolean isNewTransaction() {
			return this.inner.isNewTransaction();
		}

		@Override
		public void setRollbackOnly() {
			this.inner.setRollbackOnly();
		}

		@Override
		public boolean isRollbackOnly() {
			return this.inner.isRollbackOnly();
		}

		@Override
		public boolean isCompleted() {
			return this.inner.isCompleted();
		}

		@Override
		public boolean hasSavepoint() {
			return this.inner.hasSavepoint();
		}

		@Override
		public void flush() {
			this.inner.flush();
		}

		@Override
		public Object createSavepoint() {
			return this.inner.createSavepoint();
		}

		@Override
		public void rollbackToSavepoint(Object savepoint) {
			this.inner.rollbackToSavepoint(savepoint);
		}

		@Override
		public void releaseSavepoint(Object savepoint) {
			this.inner.releaseSavepoint(savepoint);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoManagers {

		final Queue<String> begun = new ConcurrentLinkedQueue<>();

		@Bean
		@Primary
		PlatformTransactionManager first(DataSource dataSource) {
			return counting("first", dataSource, this.begun::add);
		}

		@Bean
		PlatformTransactionManager second(DataSource dataSource) {
			return counting("second", dataSource, this.begun::add);
		}

		private static PlatformTransactionManager counting(String name, DataSource dataSource, Consumer<String> begun) {
			return new DataSourceTransactionManager(dataSource) {
				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
					begun.accept(name);
					super.doBegin(transaction, definition);
				}
			};
		}

	}

	/** It does not answer its first question. */
	@Configuration(proxyBeanMethods = false)
	static class SilentInbox {

		@Bean
		@Primary
		Inbox silent(JdbcInbox inbox) {
			return new ForwardingInbox(inbox) {
				private boolean again;

				@Override
				public boolean contains(String consumerGroup, String key) {
					if (!this.again) {
						this.again = true;
						throw new CannotGetJdbcConnectionException("away");
					}
					return super.contains(consumerGroup, key);
				}
			};
		}

	}

}
