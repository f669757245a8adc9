package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.InvalidListenerException;
import io.github.rocketmqhttp.listener.ListenerContainer;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.listener.RocketMqHttpListenerContainerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Listeners in a child of the context that has the starter.
 */
class ChildContextTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withPropertyValues("rocketmq-http.broker.enabled=true", "rocketmq-http.topic=orders",
				"rocketmq-http.consumer-group=GID_orders");

	@Test
	void listenersOfAChildWithAutoConfigurationRunAsLongAsTheChild() {
		this.runner.withUserConfiguration(Billing.class).run((parent) -> {
			Queue<String> received;
			ListenerContainer container;
			try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
					Shipping.class)) {
				child.refresh();
				received = child.getBean(Shipping.class).received;
				container = registry(child).getContainer("shipping.receive").orElseThrow();
				parent.getBean(RocketMqHttpOperations.class).send("orders", "first");
				await().atMost(Duration.ofSeconds(30)).until(() -> received.contains("first"));
			}
			assertThat(container.isRunning()).as("after the child is closed").isFalse();
			assertThat(registry(parent).getContainers()).extracting(ListenerContainer::getId)
				.containsExactly("billing.receive");
			assertThat(registry(parent).getContainer("billing.receive").orElseThrow().isRunning()).isTrue();
		});
	}

	@Test
	void listenersOfAChildWithoutAutoConfigurationAreRefusedAndToldWhatToWrite() {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, Shipping.class)) {
				assertThatThrownBy(child::refresh).isInstanceOf(InvalidListenerException.class)
					.hasMessageContaining("Shipping.receive")
					.hasMessageContaining("child context")
					.hasMessageContaining("RocketMqHttpAutoConfiguration");
			}
		});
	}

	@Test
	void aChildWithoutListenersNeedsNothing() {
		this.runner.run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, Object.class)) {
				child.refresh();
				assertThat(child.isRunning()).isTrue();
			}
		});
	}

	@Test
	void listenersOfAChildMustFitThoseOfItsParent() {
		this.runner.withUserConfiguration(Billing.class).run((parent) -> {
			try (AnnotationConfigApplicationContext child = child(parent, RocketMqHttpAutoConfiguration.class,
					Tagged.class)) {
				assertThatThrownBy(child::refresh).isInstanceOf(InvalidListenerException.class)
					.hasMessageContaining("'billing.receive'");
			}
		});
	}

	private static AnnotationConfigApplicationContext child(ApplicationContext parent, Class<?>... classes) {
		AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
		child.setParent(parent);
		child.register(classes);
		return child;
	}

	private static RocketMqHttpListenerContainerRegistry registry(ApplicationContext context) {
		return context.getBean(RocketMqHttpListenerContainerRegistry.class);
	}

	static class Billing {

		@RocketMqHttpListener(id = "billing.receive", consumerGroup = "GID_billing")
		void receive(String id) {
		}

	}

	static class Shipping {

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		@RocketMqHttpListener(id = "shipping.receive")
		void receive(String id) {
			this.received.add(id);
		}

	}

	static class Tagged {

		@RocketMqHttpListener(consumerGroup = "GID_billing", tag = "other")
		void receive(String id) {
		}

	}

}
