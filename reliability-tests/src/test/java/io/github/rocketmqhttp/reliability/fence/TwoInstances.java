package io.github.rocketmqhttp.reliability.fence;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.github.rocketmqhttp.autoconfigure.RocketMqHttpActuatorAutoConfiguration;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.reliability.database.TestDatabase;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.awaitility.Awaitility.await;

/**
 * Two instances of one application on one database and one broker: the first runs slow
 * transactions and answers no back-check, the second answers them all.
 */
final class TwoInstances implements AutoCloseable {

	/** Past the immunity time, and past the interval of checks. */
	private static final Duration NEXT_CHECK = Duration.ofSeconds(31);

	final Moments moments;

	final SlowOrders orders;

	final SlowTransactionManager manager;

	final JdbcTemplate jdbc;

	private final RocketMqHttpBroker broker;

	private final ConfigurableApplicationContext slow;

	private final ConfigurableApplicationContext checker;

	TwoInstances(TestDatabase database) {
		this.jdbc = new JdbcTemplate(database.dataSource());
		this.jdbc.execute("CREATE TABLE orders (id VARCHAR(64) PRIMARY KEY)");
		this.broker = RocketMqHttpBroker.builder().topic("orders", TopicType.TRANSACTION).start();
		this.slow = start(database, Slow.class);
		this.checker = start(database, Checker.class);
		this.moments = this.slow.getBean(Moments.class);
		this.orders = this.slow.getBean(SlowOrders.class);
		this.manager = this.slow.getBean(SlowTransactionManager.class);
	}

	private ConfigurableApplicationContext start(TestDatabase database, Class<?> configuration) {
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(DataSource.class,
					database::dataSource, (definition) -> definition.setDestroyMethodName("")))
			.run("--rocketmq-http.endpoint=" + this.broker.endpoint(), "--rocketmq-http.access-key-id=ak",
					"--rocketmq-http.access-key-secret=sk", "--rocketmq-http.topic=orders",
					"--rocketmq-http.consumer-group=GID_orders",
					"--rocketmq-http.transaction.log.initialize-schema=always");
	}

	/** Has a back-check arrive now, and waits for its answer. */
	TransactionResolution check() {
		this.broker.advance(NEXT_CHECK);
		return this.checker.getBean(RecordingLog.class).next();
	}

	/**
	 * Waits until the broker knows every outcome: an answer is on its way for a while.
	 */
	void awaitDecisions() {
		await().until(() -> undecided().isEmpty());
	}

	List<String> rows() {
		return this.jdbc.queryForList("SELECT id FROM orders ORDER BY id", String.class);
	}

	List<String> delivered() {
		return this.broker.topic("orders").committed().stream().map(MessageView::body).toList();
	}

	List<String> dropped() {
		return this.broker.topic("orders").rolledBack().stream().map(MessageView::body).toList();
	}

	List<String> undecided() {
		return this.broker.topic("orders").half().stream().map(MessageView::body).toList();
	}

	@Override
	public void close() {
		this.checker.close();
		this.slow.close();
		this.broker.close();
	}

	/**
	 * What both have.
	 */
	// Not the endpoint and the health: one of the two has no pollers to show.
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = RocketMqHttpActuatorAutoConfiguration.class)
	@Import({ SlowOrders.class, Moments.class })
	static class Application {

	}

	/**
	 * The instance that answers.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class Checker {

		@Bean
		RecordingLog log(DataSource dataSource, JdbcTransactionLogSettings settings) {
			return new RecordingLog(new JdbcTransactionLog("default", dataSource, settings));
		}

	}

	/**
	 * The instance that is slow.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class Slow {

		@Bean
		SlowTransactionManager transactionManager(DataSource dataSource, Moments moments) {
			return new SlowTransactionManager(dataSource, moments);
		}

		@Bean
		static BeanFactoryPostProcessor withoutPollers() {
			return (factory) -> ((BeanDefinitionRegistry) factory).removeBeanDefinition("rocketMqHttpBackCheckPollers");
		}

		@Bean
		static BeanPostProcessor slowPublishing(ObjectProvider<Moments> moments) {
			return new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof RocketMqHttpOperations operations)
							? slowPublishing(operations, moments.getObject()) : bean;
				}
			};
		}

		private static Object slowPublishing(RocketMqHttpOperations operations, Moments moments) {
			return Proxy.newProxyInstance(TwoInstances.class.getClassLoader(),
					new Class<?>[] { RocketMqHttpOperations.class }, (proxy, method, arguments) -> {
						try {
							Object result = method.invoke(operations, arguments);
							if (method.getName().equals("publishHalf")) {
								moments.reached(Moment.PUBLISHED);
							}
							return result;
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
