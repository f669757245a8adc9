package io.github.rocketmqhttp.test;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.RepeatedTest;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions.assertThat;

/**
 * No test method sees what another one has sent.
 */
// tag::application[]
@SpringBootTest(classes = ShopApplication.class)
@AutoConfigureRocketMqHttpBroker
class ForgottenMessagesTests {

	@RepeatedTest(2)
	void theBrokerIsEmptyWhenATestBegins(@Autowired RocketMqHttpBroker broker,
			@Autowired RocketMqHttpOperations template) {
		assertThat(broker).hasNoMessages();
		template.send("trail", "entry");
		assertThat(broker).topic("trail").visible(1);
	}

}
// end::application[]
