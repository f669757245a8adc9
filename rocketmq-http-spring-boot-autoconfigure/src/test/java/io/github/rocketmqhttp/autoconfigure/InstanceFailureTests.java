package io.github.rocketmqhttp.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads when an instance is not there or not well configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class InstanceFailureTests {

	private static final String AUDIT = "rocketmq-http.instances.audit.";

	private final CapturedOutput output;

	InstanceFailureTests(CapturedOutput output) {
		this.output = output;
	}

	@Test
	void aMessageNeedsAnInstanceThatExists() {
		assertThat(report(Message.class)).contains("APPLICATION FAILED TO START")
			.contains("The template of @TransactionalMessage on")
			.contains("there is no instance and no template bean 'nowhere'")
			.contains("Use one of [audit]")
			.contains("rocketmq-http.instances.nowhere");
	}

	@Test
	void aListenerNeedsAnInstanceThatExists() {
		assertThat(report(Listener.class)).contains("APPLICATION FAILED TO START")
			.contains("there is no instance and no template bean 'nowhere'")
			.contains("Use one of [audit]");
	}

	@Test
	void aBackCheckHandlerNeedsAnInstanceThatExists() {
		assertThat(report(Handler.class)).contains("APPLICATION FAILED TO START")
			.contains("The template of @BackCheckHandler on")
			.contains("there is no instance and no template bean 'nowhere'")
			.contains("Use one of [audit]");
	}

	@Test
	void withoutATopicOfItsOwnOrTheInstanceAMessageGoesNowhere() {
		assertThat(report(NoTopic.class)).contains("APPLICATION FAILED TO START")
			.contains("rocketmq-http.instances.audit.topic");
	}

	@Test
	void twoHandlersOfOneTopicOfAnInstanceAreTooMany() {
		assertThat(report(TwoHandlers.class)).contains("APPLICATION FAILED TO START")
			.contains("The topic 'orders' of the instance 'audit' has two back-check handlers");
	}

	@Test
	void theDefaultInstanceIsMissedWhereSomebodyUsesIt() {
		assertThat(report(UsesDefault.class)).contains("APPLICATION FAILED TO START")
			.contains("there are only the instances [audit]")
			.contains("@Qualifier")
			.contains("rocketmq-http.endpoint");
	}

	@Test
	void anInstanceNeedsAnEndpoint() {
		assertThat(report(Nothing.class, "rocketmq-http.instances.audit.endpoint="))
			.contains("APPLICATION FAILED TO START")
			.contains("The property 'rocketmq-http.instances.audit.endpoint' is not set");
	}

	@Test
	void aKeyPairOfAnInstanceIsWhole() {
		assertThat(report(Nothing.class, "rocketmq-http.instances.audit.access-key-id="))
			.contains("APPLICATION FAILED TO START")
			.contains("'rocketmq-http.instances.audit.access-key-secret' is set")
			.contains("'rocketmq-http.instances.audit.access-key-id' is not")
			.doesNotContain(StartupFailures.SECRET);
	}

	@Test
	void whatIsOutOfRangeIsNamedWithItsInstance() {
		assertThat(report(Nothing.class, "rocketmq-http.instances.audit.client.max-connections=0"))
			.contains("APPLICATION FAILED TO START")
			.contains("The property 'rocketmq-http.instances.audit.client.max-connections' has the value '0'");
		assertThat(report(Nothing.class, "rocketmq-http.instances.audit.client.retry.multiplier=0.5"))
			.contains("rocketmq-http.instances.audit.client.retry.multiplier");
		assertThat(report(Nothing.class, "rocketmq-http.instances.audit.endpiont=http://127.0.0.1:1"))
			.contains("There is no property 'rocketmq-http.instances.audit.endpiont'");
	}

	@Test
	void topicsOfProgramsNeedAGroup() {
		assertThat(report(Nothing.class, "rocketmq-http.instances.audit.transaction-topics=orders"))
			.contains("APPLICATION FAILED TO START")
			.contains("Set rocketmq-http.instances.audit.consumer-group");
	}

	private String report(Class<?> configuration, String... properties) {
		Map<String, String> all = new LinkedHashMap<>(Map.of(AUDIT + "endpoint", "http://127.0.0.1:1",
				AUDIT + "access-key-id", "id", AUDIT + "access-key-secret", StartupFailures.SECRET));
		Stream.of(properties)
			.map((property) -> property.split("=", 2))
			.forEach((property) -> all.put(property[0], property[1]));
		return StartupFailures.bareReport(this.output, configuration,
				all.entrySet()
					.stream()
					.map((property) -> property.getKey() + "=" + property.getValue())
					.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportDatabase
	static class Message {

		@TransactionalMessage(template = "nowhere", topic = "orders", consumerGroup = "GID_orders")
		void place(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportDatabase
	static class NoTopic {

		@TransactionalMessage(template = "audit", consumerGroup = "GID_orders")
		void place(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		@RocketMqHttpListener(template = "${missing:nowhere}", topic = "orders", consumerGroup = "GID_orders")
		void deliver(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handler {

		@BackCheckHandler(template = "nowhere", topic = "orders", consumerGroup = "GID_orders")
		TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoHandlers {

		@BackCheckHandler(template = "audit", topic = "orders", consumerGroup = "GID_orders")
		TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

		@BackCheckHandler(template = "audit", topic = "orders", consumerGroup = "GID_others")
		TransactionResolution checkAgain(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(NeedsOperations.class)
	static class UsesDefault {

	}

	static class NeedsOperations {

		NeedsOperations(RocketMqHttpOperations operations) {
		}

	}

}
