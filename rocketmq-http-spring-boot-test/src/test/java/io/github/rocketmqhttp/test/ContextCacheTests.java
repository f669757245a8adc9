package io.github.rocketmqhttp.test;

import java.util.List;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.broker.store.TopicType;
import io.github.rocketmqhttp.test.shop.ShopApplication;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that say the same share an application.
 */
class ContextCacheTests {

	@Test
	void testsThatSayTheSameShareABroker() {
		assertThat(context(First.class)).isSameAs(context(Second.class));
		assertThat(context(First.class)).isNotSameAs(context(WithTopics.class));
	}

	@Test
	void aTestWithoutTheAnnotationHasNoBroker() {
		TestContext test = new TestContextManager(Without.class).getTestContext();
		assertThat(test.getApplicationContext().getBeanProvider(RocketMqHttpBroker.class)).isEmpty();
		assertThat(test.getApplicationContext().getBeanProvider(MessageClock.class)).isEmpty();
		// It polls in vain.
		test.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
	}

	@Test
	void declaredTopicsHaveTheirTypesAndOthersAreRefused() {
		RocketMqHttpBroker broker = context(WithTopics.class).getBean(RocketMqHttpBroker.class);
		assertThat(List.of(broker.topic("orders").type(), broker.topic("audit").type()))
			.containsExactly(TopicType.TRANSACTION, TopicType.NORMAL);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> broker.topic("other"));
	}

	private static ApplicationContext context(Class<?> test) {
		return new TestContextManager(test).getTestContext().getApplicationContext();
	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureRocketMqHttpBroker
	static class First {

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureRocketMqHttpBroker
	static class Second {

	}

	@SpringBootTest(classes = ShopApplication.class)
	@AutoConfigureRocketMqHttpBroker(topics = { "orders:transaction", "audit:normal" })
	static class WithTopics {

	}

	@SpringBootTest(classes = ShopApplication.class, properties = { "rocketmq-http.access-key-id=none",
			"rocketmq-http.access-key-secret=none", "rocketmq-http.enabled=false" })
	static class Without {

	}

}
