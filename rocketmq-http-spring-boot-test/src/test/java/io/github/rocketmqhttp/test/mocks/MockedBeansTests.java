package io.github.rocketmqhttp.test.mocks;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.test.AutoConfigureRocketMqHttpBroker;
import io.github.rocketmqhttp.test.shop.Order;
import io.github.rocketmqhttp.test.shop.Orders;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;
import static org.mockito.Mockito.verify;

/**
 * An application starts with mocks in the place of its services: they send nothing, as
 * mocks do nothing.
 */
class MockedBeansTests {

	@Nested
	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureRocketMqHttpBroker
	class Mocks {

		@MockitoBean
		private Orders orders;

		@Test
		void aMockOfAnAnnotatedServiceDoesNothing(@Autowired RocketMqHttpBroker broker) {
			this.orders.place(Order.of("o-1"));
			verify(this.orders).place(Order.of("o-1"));
			assertThat(broker).hasNoMessages();
		}

	}

	@Nested
	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureRocketMqHttpBroker
	class Spies {

		@MockitoSpyBean
		private Orders orders;

		@Test
		void aSpyOfAnAnnotatedServiceSends(@Autowired RocketMqHttpBroker broker) {
			this.orders.forget();
			this.orders.place(Order.of("o-1"));
			verify(this.orders).place(Order.of("o-1"));
			assertThat(broker).topic("orders").committed().hasKey("o-1");
		}

	}

	@Nested
	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureRocketMqHttpBroker
	class Templates {

		@MockitoBean(answers = Answers.RETURNS_DEEP_STUBS)
		private RocketMqHttpOperations template;

		@Test
		void theTemplateMayBeAMock(@Autowired RocketMqHttpBroker broker) {
			this.template.newMessage("entry").topic("trail").send();
			assertThat(broker).hasNoMessages();
		}

	}

}
