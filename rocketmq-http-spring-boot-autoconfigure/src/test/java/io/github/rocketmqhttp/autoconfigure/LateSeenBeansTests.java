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
import org.springframework.boot.autoconfigure.AutoConfigurations;
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
import static org.awaitility.Awaitility.await;

/**
 * A bean whose messages nobody could see at the start is back-checked from its first call
 * on. Each call forgets its transaction, as a process that dies does.
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
	@ValueSource(classes = { LazyOne.class, Prototypes.class, LazyFactory.class })
	void aBeanThatIsDeclaredByAnInterface(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			context.getBean(Orders.class).place("a");
			awaitCommitted(context, "a");
		});
	}

	@Test
	void aBeanThatIsDefinedAfterTheStart() {
		this.runner.run((context) -> {
			((GenericApplicationContext) context.getSourceApplicationContext()).registerBean(ForgettingOrders.class);
			context.getBean(ForgettingOrders.class).place("a");
			awaitCommitted(context, "a");
		});
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
	@EnableTransactionManagement
	static class Transactions {

	}

}
