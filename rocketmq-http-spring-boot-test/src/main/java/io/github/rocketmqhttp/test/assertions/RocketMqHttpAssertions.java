package io.github.rocketmqhttp.test.assertions;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.converter.PayloadConverter;

/**
 * The entry to assertions about a broker, to be imported statically beside AssertJ's own.
 *
 * <pre class="code">
 * assertThat(broker).topic("orders").committed(1).hasPayload(order).hasTag("created");
 * assertThat(broker).topic("audit").rolledBack();
 * </pre>
 *
 * They look at one moment and do not wait. Where other threads are at work, such as those
 * of listeners and back-checks, let Awaitility repeat them with {@code untilAsserted}.
 */
public final class RocketMqHttpAssertions {

	private RocketMqHttpAssertions() {
	}

	/**
	 * Begins an assertion.
	 * @param actual the broker
	 * @return what can be asserted about it
	 */
	public static BrokerAssert assertThat(RocketMqHttpBroker actual) {
		return new BrokerAssert(actual);
	}

	/**
	 * Says how the payloads of a broker's messages are read when they are compared with
	 * objects. Done already for the broker of a test context, with the application's
	 * converter; without a converter only String and byte[] can be compared.
	 * @param broker the broker
	 * @param converter the converter of those who send to it
	 */
	public static void readPayloads(RocketMqHttpBroker broker, PayloadConverter converter) {
		Payloads.use(broker, converter);
	}

}
