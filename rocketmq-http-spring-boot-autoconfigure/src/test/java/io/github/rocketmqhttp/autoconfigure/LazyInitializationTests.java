package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.MissingBackCheckHandlerException;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * With {@code spring.main.lazy-initialization=true} everything that is annotated works as
 * it does without.
 */
class LazyInitializationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withConfiguration(ImportDatabase.Classes.ofThisLine())
		.withPropertyValues("rocketmq-http.broker.enabled=true", "rocketmq-http.broker.topics=orders:transaction",
				"rocketmq-http.topic=orders", "rocketmq-http.consumer-group=GID_orders");

	@Test
	void aMessageIsSentAndItsListenerCalled() {
		this.runner.withUserConfiguration(Orders.class, Billing.class).run((context) -> {
			context.getBean(Orders.class).place("first");
			Queue<String> billed = context.getBean(Billing.class).billed;
			await().atMost(Duration.ofSeconds(30)).until(() -> billed.contains("first"));
		});
	}

	@Test
	void listenersRunThoughNobodyAsksForTheirBeans() {
		this.runner.withUserConfiguration(Billing.class)
			.run((context) -> assertThat(context.getBean(RocketMqHttpListenerContainerRegistry.class).getContainers())
				.singleElement()
				.satisfies((container) -> assertThat(container.isRunning()).isTrue()));
	}

	@Test
	void backCheckHandlersAnswerThoughNobodyAsksForTheirBeans() {
		this.runner.withPropertyValues("rocketmq-http.transaction.log.enabled=false")
			.withUserConfiguration(Checker.class, Billing.class)
			.run((context) -> {
				context.getBean(RocketMqHttpOperations.class)
					.publishHalf("orders", "GID_orders",
							() -> OutboundMessage.of("first").immunityTime(Duration.ofSeconds(10)).build());
				context.getBean(RocketMqHttpBroker.class).advance(Duration.ofSeconds(11));
				Queue<String> billed = context.getBean(Billing.class).billed;
				await().atMost(Duration.ofSeconds(30)).until(() -> billed.contains("first"));
			});
	}

	@Test
	void anAnnotationThatCannotWorkIsRefusedAtStartUp() {
		this.runner.withPropertyValues("rocketmq-http.transaction.log.enabled=false")
			.withUserConfiguration(Orders.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(MissingBackCheckHandlerException.class));
	}

	@Test
	void aTemplateSends() {
		this.runner.withPropertyValues("rocketmq-http.broker.topics=audit:normal")
			.run((context) -> context.getBean(RocketMqHttpOperations.class).send("audit", "x"));
	}

	static class Orders {

		@TransactionalMessage
		void place(String id) {
		}

	}

	static class Billing {

		private final Queue<String> billed = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(consumerGroup = "GID_billing")
		void bill(String id) {
			this.billed.add(id);
		}

	}

	@BackCheckHandler
	static class Checker implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			return TransactionResolution.COMMIT;
		}

	}

}
