package io.github.rocketmqhttp.test;

import java.io.IOException;
import java.util.List;

import io.github.rocketmqhttp.autoconfigure.RocketMqHttpClientCustomizer;
import io.github.rocketmqhttp.client.RocketMqHttpClientBuilder;
import io.github.rocketmqhttp.listener.RocketMqHttpListener;
import io.github.rocketmqhttp.transaction.BackCheckHandler;
import io.github.rocketmqhttp.transaction.HalfMessage;
import io.github.rocketmqhttp.transaction.TransactionChecker;
import io.github.rocketmqhttp.transaction.TransactionResolution;
import io.github.rocketmqhttp.transaction.TransactionalMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which components belong to a slice.
 */
class SliceTypeExcludeFilterTests {

	private final SliceTypeExcludeFilter filter = new SliceTypeExcludeFilter(true, List.of(), List.of());

	@ParameterizedTest
	@ValueSource(classes = { Sender.class, SenderOfTwo.class, SenderByClass.class, SenderByInterface.class,
			SenderBySuperclass.class, Listener.class, Handler.class, HandlerMethod.class, Checker.class,
			Customizer.class })
	void whatSendsReceivesAnswersOrCustomizesBelongsToIt(Class<?> component) throws IOException {
		assertThat(isExcluded(component)).isFalse();
	}

	@Test
	void otherComponentsDoNot() throws IOException {
		assertThat(isExcluded(Other.class)).isTrue();
	}

	private boolean isExcluded(Class<?> component) throws IOException {
		MetadataReaderFactory factory = new SimpleMetadataReaderFactory();
		return this.filter.match(factory.getMetadataReader(component.getName()), factory);
	}

	static class Sender {

		@TransactionalMessage(topic = "orders")
		void place(String order) {
		}

	}

	static class SenderOfTwo {

		@TransactionalMessage(topic = "orders")
		@TransactionalMessage(topic = "audit")
		void place(String order) {
		}

	}

	@TransactionalMessage(topic = "orders")
	static class SenderByClass {

	}

	interface Contract {

		@TransactionalMessage(topic = "orders")
		void place(String order);

	}

	static class SenderByInterface implements Contract {

		@Override
		public void place(String order) {
		}

	}

	static class SenderBySuperclass extends Sender {

	}

	static class Listener {

		@RocketMqHttpListener(topic = "orders", consumerGroup = "GID_a")
		@RocketMqHttpListener(topic = "audit", consumerGroup = "GID_a")
		void receive(String order) {
		}

	}

	@BackCheckHandler(topic = "orders")
	static class Handler {

	}

	static class HandlerMethod {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(String order) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class Checker implements TransactionChecker<String> {

		@Override
		public TransactionResolution check(HalfMessage<String> message) {
			return TransactionResolution.UNKNOWN;
		}

	}

	static class Customizer implements RocketMqHttpClientCustomizer {

		@Override
		public void customize(RocketMqHttpClientBuilder builder) {
		}

	}

	@Component
	static class Other {

	}

}
