package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MessageView;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.MissingBackCheckHandlerException;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.annotation.EnableTransactionManagement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * A bean whose messages nobody could see at the start sends only where the next start
 * would poll for them: to topics that are listed. Each call forgets its transaction, as a
 * process that dies does.
 */
class LateSeenBeansTests {

	private static final Duration CHECK = Duration.ofSeconds(31);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("rocketmq-http.broker.enabled=true", "rocketmq-http.topic=orders",
				"rocketmq-http.consumer-group=GID_orders", "rocketmq-http.transaction.poll-wait-time=1s",
				"rocketmq-http.transaction.log.initialize-schema=always",
				"spring.datasource.generate-unique-name=true");

	@ParameterizedTest
	@ValueSource(classes = { LazyOne.class, Prototypes.class, LazyFactory.class, EagerFactory.class })
	void aBeanThatIsDeclaredByAnInterface(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> refused(context, Orders.class));
		this.runner.withUserConfiguration(configuration)
			.withPropertyValues("rocketmq-http.transaction.topics=orders")
			.run((context) -> sent(context, Orders.class));
	}

	@Test
	void aBeanThatIsDefinedAfterTheStart() {
		this.runner.run((context) -> {
			define(context);
			refused(context, ForgettingOrders.class);
		});
		this.runner.withPropertyValues("rocketmq-http.transaction.topics=orders").run((context) -> {
			define(context);
			sent(context, ForgettingOrders.class);
		});
	}

	/**
	 * Its turn would have come.
	 */
	@Test
	void aBeanThatIsCalledBeforeTheStartHasSeenAll() {
		this.runner.withUserConfiguration(CalledEarly.class).run((context) -> awaitCommitted(context, "a"));
	}

	private static void define(AssertableApplicationContext context) {
		((GenericApplicationContext) context.getSourceApplicationContext()).registerBean(ForgettingOrders.class);
	}

	private static void refused(AssertableApplicationContext context, Class<? extends Orders> type) {
		Orders orders = context.getBean(type);
		assertThatIllegalStateException().isThrownBy(() -> orders.place("a"))
			.withMessageContaining("was not known when the application started")
			.withMessageContaining("the topic 'orders' for the group 'GID_orders'")
			.withMessageContaining("rocketmq-http.transaction.topics");
		assertThat(context.getBean(RocketMqHttpBroker.class).topic("orders").half()).isEmpty();
	}

	private static void sent(AssertableApplicationContext context, Class<? extends Orders> type) {
		context.getBean(type).place("a");
		awaitCommitted(context, "a");
	}

	@Test
	void aBeanOfAChildThatHasTheStarter() {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(parent);
				child.register(RocketMqHttpAutoConfiguration.class, Transactions.class, ForgettingOrders.class);
				child.refresh();
				child.getBean(Orders.class).place("a");
				awaitCommitted(parent, "a");
			}
		});
	}

	@Test
	void oneThatNobodyCouldAnswerForIsRefusedAtItsFirstCall() {
		this.runner.withUserConfiguration(LazyOne.class)
			.withPropertyValues("rocketmq-http.transaction.log.enabled=false")
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				assertThatExceptionOfType(MissingBackCheckHandlerException.class).isThrownBy(() -> orders.place("a"))
					.withMessageContaining("nothing can answer its back-checks");
				assertThat(context.getBean(RocketMqHttpBroker.class).topics()).isEmpty();
			});
	}

	private static void awaitCommitted(ApplicationContext context, String body) {
		RocketMqHttpBroker broker = context.getBean(RocketMqHttpBroker.class);
		UnaryOperator<RocketMqHttpBroker> later = (running) -> {
			running.advance(CHECK);
			return running;
		};
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(later.apply(broker).topic("orders").committed()).extracting(MessageView::body)
						.containsExactly(body));
	}

	interface Orders {

		void place(String id);

	}

	static class ForgettingOrders implements Orders {

		private final InFlightTransactions inFlight;

		ForgettingOrders(InFlightTransactions inFlight) {
			this.inFlight = inFlight;
		}

		@Override
		@TransactionalMessage(payload = "#id")
		public void place(String id) {
			InFlightTransactions.idsOfCurrentTransaction().forEach(this.inFlight::forget);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyOne {

		@Bean
		@Lazy
		Orders orders(InFlightTransactions inFlight) {
			return new ForgettingOrders(inFlight);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		@Bean
		@Scope("prototype")
		Orders orders(InFlightTransactions inFlight) {
			return new ForgettingOrders(inFlight);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyFactory {

		@Bean
		@Lazy
		FactoryBean<Orders> orders(InFlightTransactions inFlight) {
			return new FactoryBean<>() {
				@Override
				public Orders getObject() {
					return new ForgettingOrders(inFlight);
				}

				@Override
				public Class<?> getObjectType() {
					return Orders.class;
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EagerFactory {

		@Bean
		FactoryBean<Orders> orders(InFlightTransactions inFlight) {
			return new LazyFactory().orders(inFlight);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CalledEarly {

		@Bean
		Orders orders(InFlightTransactions inFlight) {
			return new ForgettingOrders(inFlight);
		}

		@Bean
		InitializingBean first(Orders orders) {
			return () -> orders.place("a");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

	}

}
