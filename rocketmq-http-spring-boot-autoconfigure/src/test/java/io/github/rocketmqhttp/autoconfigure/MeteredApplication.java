package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that does everything once and is measured by Prometheus.
 */
final class MeteredApplication {

	private static final Duration IMMUNITY = Duration.ofSeconds(30);

	private MeteredApplication() {
	}

	/**
	 * Runs it.
	 * @return what was measured
	 */
	static PrometheusMeterRegistry run() {
		PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		try (RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
			.topic("orders", TopicType.TRANSACTION)
			.topic("letters", TopicType.NORMAL)
			.start()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
				.withConfiguration(ImportDatabase.Classes.ofThisLine())
				.withUserConfiguration(Observed.class, Orders.class, Billing.class, Checker.class)
				.withBean(PrometheusMeterRegistry.class, () -> meters, (bean) -> bean.setDestroyMethodName(""))
				.withPropertyValues("rocketmq-http.endpoint=" + broker.endpoint(), "rocketmq-http.access-key-id=any",
						"rocketmq-http.access-key-secret=any", "rocketmq-http.topic=orders",
						"rocketmq-http.consumer-group=GID_orders")
				.run((context) -> use(context, broker, meters));
		}
		return meters;
	}

	private static void use(AssertableApplicationContext context, RocketMqHttpBroker broker,
			PrometheusMeterRegistry meters) {
		// As for a broker that is embedded.
		new EmbeddedBrokerGauges(broker).bindTo(meters);
		// As Spring Boot's Actuator does it.
		context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(meters));
		RocketMqHttpTemplate template = context.getBean(RocketMqHttpTemplate.class);
		context.getBean(Orders.class).place("o-1");
		template.send("letters", "a letter");
		template.newMessage("o-2").topic("orders").sendHalf(IMMUNITY);
		broker.advance(IMMUNITY.plusSeconds(1));
		await().untilAsserted(() -> assertThat(broker.topic("orders").committed()).hasSize(2));
		await().until(() -> count(meters, "rocketmq.http.listener") >= 1);
		await().until(() -> count(meters, "rocketmq.http.back.check") >= 1);
	}

	static long count(PrometheusMeterRegistry meters, String timer, String... tags) {
		return meters.find(timer).tags(tags).timers().stream().mapToLong((found) -> found.count()).sum();
	}

	@Configuration(proxyBeanMethods = false)
	static class Observed {

		@Bean
		ObservationRegistry observationRegistry(PrometheusMeterRegistry meters) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
			return registry;
		}

	}

	static class Orders {

		@TransactionalMessage
		void place(String id) {
		}

	}

	static class Billing {

		@RocketMqHttpListener(id = "billing", topic = "letters", consumerGroup = "GID_billing", idempotent = true)
		void bill(String letter) {
		}

	}

	@BackCheckHandler(topic = "orders")
	static class Checker implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			return TransactionResolution.COMMIT;
		}

	}

}
