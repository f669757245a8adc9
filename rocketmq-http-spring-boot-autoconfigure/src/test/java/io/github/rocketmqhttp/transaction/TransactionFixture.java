package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.broker.store.TopicView;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.JacksonPayloadConverter;
import io.github.rocketmqhttp.core.RetryPolicies;
import io.github.rocketmqhttp.core.RetrySettings;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.core.TemplateDefaults;
import io.github.rocketmqhttp.core.TransactionalSender;
import io.github.rocketmqhttp.observation.MessageObservations;
import org.h2.jdbcx.JdbcConnectionPool;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * An application with a database and a broker of its own. It is wired as the
 * auto-configuration does it, without Boot.
 */
final class TransactionFixture implements AutoCloseable {

	static final String GROUP = "GID_orders";

	static final String SECRET = "fixture-key-secret";

	final RocketMqHttpBroker broker;

	final AnnotationConfigApplicationContext context;

	private final boolean ownsBroker;

	private TransactionFixture(RocketMqHttpBroker broker, boolean ownsBroker, Class<?>... components) {
		this.broker = broker;
		this.ownsBroker = ownsBroker;
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean(RocketMqHttpBroker.class, () -> broker, (definition) -> {
			definition.setDestroyMethodName("");
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		});
		this.context.register(components);
		try {
			this.context.refresh();
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Starts an application that uses {@code @EnableTransactionManagement} as it is.
	 */
	static TransactionFixture start(Class<?>... components) {
		return startBare(and(components, PlainTransactions.class));
	}

	/**
	 * Starts an application that has to bring its own transaction management.
	 */
	static TransactionFixture startBare(Class<?>... components) {
		return startWithoutDatabase(and(components, Database.class));
	}

	/**
	 * Starts an application that has nothing transactional.
	 */
	static TransactionFixture startWithoutDatabase(Class<?>... components) {
		return new TransactionFixture(newBroker(), true, and(components, Infrastructure.class, Polling.class));
	}

	private static Class<?>[] and(Class<?>[] components, Class<?>... more) {
		return Stream.concat(Arrays.stream(components), Arrays.stream(more)).toArray(Class<?>[]::new);
	}

	/**
	 * Starts one more instance that uses this one's broker and nothing else of it. It
	 * does not poll for back-checks: a poll that it leaves behind could swallow one.
	 */
	TransactionFixture another(Class<?>... components) {
		return new TransactionFixture(this.broker, false,
				and(components, PlainTransactions.class, Database.class, Infrastructure.class));
	}

	static RocketMqHttpBroker newBroker() {
		return RocketMqHttpBroker.builder()
			.topic("orders", TopicType.TRANSACTION)
			.topic("audit", TopicType.TRANSACTION)
			.topic("normal", TopicType.NORMAL)
			.start();
	}

	<T> T get(Class<T> type) {
		return this.context.getBean(type);
	}

	TopicView topic(String name) {
		return this.broker.topic(name);
	}

	/** Bodies that consumers get. */
	List<String> delivered(String topic) {
		return topic(topic).committed().stream().map(MessageView::body).toList();
	}

	/** Bodies that nobody will get. */
	List<String> dropped(String topic) {
		return topic(topic).rolledBack().stream().map(MessageView::body).toList();
	}

	/** Bodies that nobody has decided about. */
	List<String> undecided(String topic) {
		return topic(topic).half().stream().map(MessageView::body).toList();
	}

	List<String> rows() {
		return get(JdbcTemplate.class).queryForList("SELECT id FROM orders ORDER BY id", String.class);
	}

	List<InFlightTransaction> inFlight() {
		return get(InFlightTransactions.class).list();
	}

	@Override
	public void close() {
		this.context.close();
		if (this.ownsBroker) {
			this.broker.close();
		}
	}

	/**
	 * Transaction management as most applications have it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class PlainTransactions {

	}

	/**
	 * Database and transaction manager.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Database {

		@Bean(destroyMethod = "dispose")
		JdbcConnectionPool dataSource() {
			return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			jdbc.execute("CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)");
			return jdbc;
		}

		@Bean
		FailingTransactionManager transactionManager(DataSource dataSource) {
			return new FailingTransactionManager(dataSource);
		}

	}

	/**
	 * Client and our own beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(TransactionalMessageRegistrar.class)
	static class Infrastructure {

		@Bean
		RocketMqHttpClient client(RocketMqHttpBroker broker) {
			return RocketMqHttpClient.builder()
				.endpoint(broker.endpoint())
				.credentials(CredentialsProvider.fixed(Credentials.of("ak", SECRET)))
				.build();
		}

		@Bean
		HookedOperations operations(RocketMqHttpClient client, ObjectProvider<TransactionalSender> sender) {
			RetrySettings retry = new RetrySettings(2, Duration.ofMillis(1), 1, Duration.ofMillis(1));
			return new HookedOperations(new RocketMqHttpTemplate(client,
					new JacksonPayloadConverter(new ObjectMapper()), RetryPolicies.retryTemplate(retry),
					new TemplateDefaults(null, GROUP), sender::getIfAvailable));
		}

		@Bean
		SettableClock clock() {
			return new SettableClock();
		}

		@Bean
		InFlightTransactions inFlight(SettableClock clock) {
			return new InFlightTransactions(100_000, clock);
		}

		@Bean
		TransactionSettings settings(ObjectProvider<Topics> topics, ObjectProvider<CompletionMode> completion,
				ObjectProvider<BoundTimeouts> bound) {
			return new TransactionSettings(null, GROUP, topics.getIfAvailable(() -> new Topics(List.of())).names(),
					Duration.ofSeconds(30), bound.getIfAvailable() != null,
					completion.getIfAvailable(() -> CompletionMode.SYNC), 16, Duration.ofSeconds(30),
					Duration.ofSeconds(5));
		}

		@Bean
		Counts metrics() {
			return new Counts();
		}

		@Bean
		PhaseTwo phaseTwo(RocketMqHttpClient client, HookedOperations operations, InFlightTransactions inFlight,
				TransactionSettings settings, TransactionMetrics metrics, SettableClock clock) {
			return new PhaseTwo(RocketMqHttpInstances.only(client, operations), inFlight, settings, metrics, clock);
		}

		@Bean
		TransactionCoordinator coordinator(PhaseTwo phaseTwo, ObjectProvider<TransactionLog> logs,
				TransactionSettings settings) {
			return new TransactionCoordinator(phaseTwo, new JacksonPayloadConverter(new ObjectMapper()),
					new TransactionLogs(logs.stream().toList()), settings);
		}

		@Bean
		CoordinatedSender sender(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
				ObjectProvider<PlatformTransactionManager> managers) {
			return new CoordinatedSender(coordinator, handlers, managers::getIfUnique);
		}

	}

	/**
	 * Answers back-checks.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Polling {

		@Bean
		BackCheckPollers pollers(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
				ObjectProvider<MessageObservations> observations, ObjectProvider<Threads> threads) {
			return new BackCheckPollers(coordinator, handlers,
					observations.getIfAvailable(() -> MessageObservations.NONE),
					threads.getIfAvailable(() -> CustomizableThreadFactory::new)::of);
		}

	}

	/**
	 * What {@code rocketmq-http.transaction.topics} lists.
	 */
	record Topics(List<String> names) {
	}

	/**
	 * Switches {@code rocketmq-http.transaction.bind-timeout} on.
	 */
	static class BoundTimeouts {

	}

	/**
	 * Makes the threads that answer back-checks.
	 */
	interface Threads {

		ThreadFactory of(String prefix);

	}

	/**
	 * What was counted, in order.
	 */
	static class Counts implements TransactionMetrics {

		final List<String> seen = new CopyOnWriteArrayList<>();

		volatile Runnable failure = () -> {
		};

		@Override
		public void count(InFlightTransaction.State outcome, Path path) {
			this.seen.add(outcome + "/" + path);
			this.failure.run();
		}

	}

	/**
	 * A transaction manager whose commit can be made to fail.
	 */
	static final class FailingTransactionManager extends DataSourceTransactionManager {

		private static final long serialVersionUID = 1L;

		transient volatile Runnable beforeCommit = () -> {
		};

		transient volatile Runnable afterCommit = () -> {
		};

		transient volatile Runnable beforeBegin = () -> {
		};

		FailingTransactionManager(DataSource dataSource) {
			super(dataSource);
			setNestedTransactionAllowed(true);
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.beforeBegin.run();
			super.doBegin(transaction, definition);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.beforeCommit.run();
			super.doCommit(status);
			this.afterCommit.run();
		}

	}

}
