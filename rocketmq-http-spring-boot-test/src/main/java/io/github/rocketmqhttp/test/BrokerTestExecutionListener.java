package io.github.rocketmqhttp.test;

import java.util.function.Consumer;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.test.assertions.RocketMqHttpAssertions;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Lets each test method find a broker without messages of another one.
 */
final class BrokerTestExecutionListener extends AbstractTestExecutionListener {

	/**
	 * After the transaction of a test has ended, and before a context is closed that a
	 * test has made dirty: the listeners for those are at 4000 and 3000, and come in
	 * reverse order when a test is over.
	 */
	@Override
	public int getOrder() {
		return 3500;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		withBroker(testContext,
				(broker) -> testContext.getApplicationContext()
					.getBeanProvider(PayloadConverter.class)
					.ifUnique((converter) -> RocketMqHttpAssertions.readPayloads(broker, converter)));
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		withBroker(testContext, RocketMqHttpBroker::clear);
	}

	private static void withBroker(TestContext testContext, Consumer<RocketMqHttpBroker> action) {
		// A broker that the application has for itself is none of ours.
		if (TestContextAnnotationUtils.hasAnnotation(testContext.getTestClass(), AutoConfigureRocketMqHttpBroker.class)
				&& testContext.hasApplicationContext()) {
			ApplicationContext context = testContext.getApplicationContext();
			context.getBeanProvider(RocketMqHttpBroker.class).ifUnique(action);
		}
	}

}
