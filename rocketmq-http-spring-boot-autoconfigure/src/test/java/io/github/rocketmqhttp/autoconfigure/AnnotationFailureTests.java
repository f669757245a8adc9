package io.github.rocketmqhttp.autoconfigure;

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
 * What a user reads when an annotation cannot work.
 */
@ExtendWith(OutputCaptureExtension.class)
class AnnotationFailureTests {

	private final CapturedOutput output;

	AnnotationFailureTests(CapturedOutput output) {
		this.output = output;
	}

	@Test
	void aTransactionalTopicNeedsALogOrAHandler() {
		String report = StartupFailures.report(this.output, WithoutHandler.class,
				"rocketmq-http.transaction.log.enabled=false");

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("sends to the topic 'orders'")
			.contains("rocketmq-http.transaction.log.enabled")
			.contains("@BackCheckHandler(topic = \"orders\")");
	}

	@Test
	void aTransactionalMessageNeedsATransactionManager() {
		String report = StartupFailures.report(this.output, WithoutTransactionManager.class);

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("there is no transaction manager")
			.contains("spring-boot-starter-jdbc");
	}

	@Test
	void aTransactionalMessageNeedsAConsumerGroup() {
		String report = StartupFailures.report(this.output, Sound.class, "rocketmq-http.consumer-group=");

		assertThat(report).contains("APPLICATION FAILED TO START").contains("rocketmq-http.consumer-group");
	}

	@Test
	void aTransactionalMessageNeedsATopicThatTheProtocolTakes() {
		String report = StartupFailures.report(this.output, Sound.class, "topic=a/b");

		assertThat(report).contains("APPLICATION FAILED TO START").contains("'a/b'").contains("'_' and '-'");
	}

	@Test
	void anExpressionMustBeReadable() {
		String report = StartupFailures.report(this.output, BadExpression.class);

		assertThat(report).contains("APPLICATION FAILED TO START").contains("#order.(").contains("Action:");
	}

	@Test
	void anImmunityTimeOfAnAnnotationMustBeInItsRange() {
		String report = StartupFailures.report(this.output, BadImmunityTime.class);

		assertThat(report).contains("APPLICATION FAILED TO START").contains("5s").contains("10").contains("300");
	}

	@Test
	void aListenerNeedsATopic() {
		String report = StartupFailures.report(this.output, ListenerWithoutTopic.class);

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("names no topic")
			.contains("rocketmq-http.topic");
	}

	@Test
	void aListenerNeedsAConsumerGroup() {
		String report = StartupFailures.report(this.output, ListenerWithoutGroup.class);

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("it names no consumer group")
			.contains("rocketmq-http.consumer-group");
	}

	@Test
	void aListenerNeedsNamesThatTheProtocolTakes() {
		String report = StartupFailures.report(this.output, ListenerWithBadGroup.class);

		assertThat(report).contains("APPLICATION FAILED TO START")
			.contains("The consumer group 'GID orders'")
			.contains("A-Z, a-z, 0-9, '_' and '-'");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportDatabase
	static class Database {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Database.class, Service.class })
	static class WithoutHandler {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Service.class, Handler.class })
	static class WithoutTransactionManager {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Database.class, DefaultsService.class, Handler.class })
	static class Sound {

	}

	static class Service {

		@TransactionalMessage(topic = "orders", consumerGroup = "GID_orders")
		void place(String order) {
		}

	}

	static class DefaultsService {

		@TransactionalMessage(topic = "${topic:orders}")
		void place(String order) {
		}

	}

	static class Handler {

		@BackCheckHandler(topic = "orders", consumerGroup = "GID_orders")
		TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Database.class, Handler.class })
	static class BadExpression {

		@TransactionalMessage(topic = "orders", consumerGroup = "GID_orders", key = "#order.(")
		void place(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Database.class, Handler.class })
	static class BadImmunityTime {

		@TransactionalMessage(topic = "orders", consumerGroup = "GID_orders", checkImmunityTime = "5s")
		void place(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerWithoutTopic {

		@RocketMqHttpListener(consumerGroup = "GID_orders")
		void deliver(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerWithoutGroup {

		@RocketMqHttpListener(topic = "orders")
		void deliver(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerWithBadGroup {

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID orders")
		void deliver(String order) {
		}

	}

}
