package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.core.RocketMqHttpHeaders;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers of every shape get the payload in its type, and what else they ask for.
 */
class HandlerShapesTests {

	@ParameterizedTest
	@ValueSource(classes = { CheckerClass.class, CheckerBean.class, WithHalfMessage.class, WithMessage.class,
			WithDelivery.class, WithPayloadAndHeaders.class, WithGenericPayload.class, InheritedWithPayload.class,
			InheritedWithMessage.class, InheritedWithHalfMessage.class, InheritedChecker.class })
	void isAsked(Class<?> handler) throws Exception {
		Seen.SEEN.clear();
		try (TransactionFixture app = TransactionFixture.start(handler)) {
			buyAndDie(app, handler);
			app.broker.advance(Duration.ofSeconds(31));
			assertThat(Seen.SEEN.poll(10, TimeUnit.SECONDS)).isEqualTo("book x 2");
			await().untilAsserted(() -> assertThat(app.delivered("orders")).hasSize(1));
		}
	}

	@Test
	void isNotAskedAboutAPayloadThatIsNotValid() throws Exception {
		Seen.SEEN.clear();
		try (TransactionFixture app = TransactionFixture.start(WithValidation.class, LocalValidatorFactoryBean.class)) {
			try (TransactionFixture gone = app.another(BasketShop.class, WithValidation.class,
					LocalValidatorFactoryBean.class)) {
				gone.get(HookedOperations.class).beforeDecision = () -> {
					throw new IllegalStateException("killed");
				};
				gone.get(BasketShop.class).buy(new Basket(0));
				gone.get(BasketShop.class).buy(new Basket(1));
			}
			app.broker.advance(Duration.ofSeconds(31));
			await().untilAsserted(() -> assertThat(app.delivered("orders")).hasSize(1));
			app.broker.advance(Duration.ofSeconds(11));
			await()
				.untilAsserted(() -> assertThat(app.broker.topic("orders").half()).singleElement().satisfies((half) -> {
					assertThat(half.times()).isEqualTo(2);
					assertThat(half.body()).contains("0");
				}));
			assertThat(Seen.SEEN).containsExactly(new Basket(1).toString());
		}
	}

	private static void buyAndDie(TransactionFixture app, Class<?> handler) {
		try (TransactionFixture gone = app.another(Shop.class, handler)) {
			gone.get(HookedOperations.class).beforeDecision = () -> {
				throw new IllegalStateException("killed");
			};
			gone.get(Shop.class).buy(List.of(new Item("book", 2)), "EU");
		}
	}

	record Item(String name, int count) {

		@Override
		public String toString() {
			return this.name + " x " + this.count;
		}

	}

	static class Shop {

		@TransactionalMessage(topic = "orders", tag = "bought", key = "#items[0].name()",
				properties = "first=#items[0].count()")
		public void buy(@Payload List<Item> items, @Header("region") String region) {
		}

	}

	/** What the handler of the running test was shown. */
	static final class Seen {

		static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

		private Seen() {
		}

		static TransactionResolution item(Object payload) {
			List<?> items = (List<?>) payload;
			SEEN.add(items.get(0).toString());
			return TransactionResolution.COMMIT;
		}

	}

	@BackCheckHandler(topic = "orders")
	static class CheckerClass implements TransactionChecker<List<Item>> {

		@Override
		public TransactionResolution check(HalfMessage<List<Item>> message) {
			assertThat(message.topic()).isEqualTo("orders");
			assertThat(message.consumerGroup()).isEqualTo(TransactionFixture.GROUP);
			assertThat(message.tag()).isEqualTo("bought");
			assertThat(message.key()).isEqualTo("book");
			assertThat(message.checks()).isOne();
			assertThat(message.properties()).containsEntry("region", "EU").containsEntry("first", "2");
			return Seen.item(message.payload());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CheckerBean {

		@Bean
		@BackCheckHandler(topic = "orders")
		TransactionChecker<List<Item>> checker() {
			return (message) -> Seen.item(message.payload());
		}

	}

	static class WithHalfMessage {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(HalfMessage<List<Item>> message) {
			return Seen.item(message.payload());
		}

	}

	static class WithMessage {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(Message<List<Item>> message) {
			return Seen.item(message.getPayload());
		}

	}

	static class WithDelivery {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(ReceivedMessage delivery, List<Item> items) {
			assertThat(delivery.body()).contains("book");
			return Seen.item(items);
		}

	}

	static class WithPayloadAndHeaders {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(@Payload List<Item> items, @Header("region") String region,
				@Header(RocketMqHttpHeaders.KEY) String key,
				@Header(name = "none", required = false) @Nullable String none) {
			assertThat(List.of(region, key)).containsExactly("EU", "book");
			return Seen.item(items);
		}

	}

	static class WithGenericPayload {

		@BackCheckHandler(topic = "${not.set:orders}", consumerGroup = "${not.set:GID_orders}")
		TransactionResolution check(List<Item> items) {
			return Seen.item(items);
		}

	}

	abstract static class GenericPayload<T> {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(T payload) {
			return Seen.item(payload);
		}

	}

	static class InheritedWithPayload extends GenericPayload<List<Item>> {

	}

	abstract static class GenericMessage<T> {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(Message<T> message) {
			return Seen.item(message.getPayload());
		}

	}

	static class InheritedWithMessage extends GenericMessage<List<Item>> {

	}

	abstract static class GenericHalfMessage<T> {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(HalfMessage<T> message) {
			return Seen.item(message.payload());
		}

	}

	static class InheritedWithHalfMessage extends GenericHalfMessage<List<Item>> {

	}

	abstract static class GenericChecker<T> implements TransactionChecker<T> {

		@Override
		public TransactionResolution check(HalfMessage<T> message) {
			return Seen.item(message.payload());
		}

	}

	@BackCheckHandler(topic = "orders")
	static class InheritedChecker extends GenericChecker<List<Item>> {

	}

	static class WithValidation {

		@BackCheckHandler(topic = "orders")
		TransactionResolution check(@Valid @Payload Basket basket) {
			return Seen.item(List.of(basket));
		}

	}

	record Basket(@Positive int count) {
	}

	static class BasketShop {

		@TransactionalMessage(topic = "orders")
		public void buy(Basket basket) {
		}

	}

}
