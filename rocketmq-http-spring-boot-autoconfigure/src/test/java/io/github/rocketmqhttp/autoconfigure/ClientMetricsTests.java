package io.github.rocketmqhttp.autoconfigure;

import java.time.Instant;
import java.util.Map;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every client is measured, whenever it comes into being.
 */
class ClientMetricsTests {

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.topic("letters", TopicType.NORMAL)
		.strictTopics()
		.start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RocketMqHttpAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues("rocketmq-http.endpoint=" + this.broker.endpoint(), "rocketmq-http.access-key-id=any",
				"rocketmq-http.access-key-secret=any",
				"rocketmq-http.instances.east.endpoint=" + this.broker.endpoint(),
				"rocketmq-http.instances.east.client.max-connections=5");

	@AfterEach
	void stop() {
		this.broker.close();
	}

	@Test
	void requestsAreCountedByOperationAndOutcome() {
		this.runner.run((context) -> {
			RocketMqHttpOperations template = context.getBean(RocketMqHttpOperations.class);
			template.send("letters", "a letter");
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> template.newMessage("wrong")
				.topic("letters")
				.deliverAt(Instant.now().plusSeconds(60))
				.send());
			context.getBean("eastRocketMqHttpTemplate", RocketMqHttpTemplate.class).send("letters", "eastward");

			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(count(meters, "default", "success", "none")).isOne();
			assertThat(count(meters, "default", "refused", "InvalidArgument")).isOne();
			assertThat(count(meters, "east", "success", "none")).isOne();

			this.broker.close();
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> template.send("letters", "late"));
			assertThat(count(meters, "default", "unanswered", "TransportException")).as("one for each try")
				.isEqualTo(3);
		});
	}

	private static long count(MeterRegistry meters, String client, String outcome, String error) {
		return meters.get("rocketmq.http.requests")
			.tags("client", client, "operation", "publish", "outcome", outcome, "error", error)
			.timer()
			.count();
	}

	@Test
	void connectionsAreShownOfClientsFromBeforeAndAfterTheRegistry() {
		this.runner.run((context) -> {
			context.getBean(RocketMqHttpOperations.class).send("letters", "a letter");
			MeterRegistry meters = bind(context);
			assertThat(connections(meters, "default", "idle")).isOne();
			assertThat(connections(meters, "default", "leased")).isZero();

			context.getBean("eastRocketMqHttpTemplate", RocketMqHttpTemplate.class).send("letters", "eastward");
			assertThat(connections(meters, "east", "idle")).isOne();
			assertThat(meters.get("rocketmq.http.connections.max")
				.tags("client", "east", "calls", "blocking")
				.gauge()
				.value()).isEqualTo(5);
		});
	}

	@Test
	void callsThatFailAtOnceAreCounted() {
		this.runner
			.withPropertyValues("rocketmq-http.client.publish.failure-threshold=1",
					"rocketmq-http.client.publish.probe-interval=1h", "rocketmq-http.client.publish.max-concurrent=7")
			.run((context) -> {
				RocketMqHttpTemplate template = context.getBean("rocketMqHttpTemplate", RocketMqHttpTemplate.class);
				MeterRegistry meters = bind(context);
				template.send("letters", "a letter");
				assertThat(meters.get("rocketmq.http.publish.away").tag("client", "default").gauge().value()).isZero();

				this.broker.close();
				for (int i = 0; i < 3; i++) {
					assertThatExceptionOfType(RuntimeException.class)
						.isThrownBy(() -> template.send("letters", "late"));
				}
				assertThat(meters.get("rocketmq.http.publish.away").tag("client", "default").gauge().value()).isOne();
				assertThat(meters.get("rocketmq.http.publish.refused")
					.tags("client", "default", "reason", "away")
					.functionCounter()
					.count()).isEqualTo(2);
				assertThat(meters.get("rocketmq.http.publish.waiting.max").tag("client", "default").gauge().value())
					.isEqualTo(7);
				assertThat(meters.get("rocketmq.http.publish.waiting").tag("client", "default").gauge().value())
					.isZero();
			});
	}

	@Test
	void fewConnectionsAllowFewCallers() {
		this.runner.run((context) -> assertThat(
				context.getBean("eastRocketMqHttpTemplate", RocketMqHttpTemplate.class).getPublishStatus())
			.satisfies((status) -> assertThat(status.maxConcurrent()).isEqualTo(5)));
	}

	/**
	 * As Spring Boot's Actuator does it.
	 */
	private static MeterRegistry bind(ApplicationContext context) {
		MeterRegistry meters = context.getBean(MeterRegistry.class);
		Map<String, MeterBinder> binders = context.getBeansOfType(MeterBinder.class);
		binders.values().forEach((binder) -> binder.bindTo(meters));
		return meters;
	}

	private static double connections(MeterRegistry meters, String client, String state) {
		return meters.get("rocketmq.http.connections")
			.tags("client", client, "calls", "blocking", "state", state)
			.gauge()
			.value();
	}

}
