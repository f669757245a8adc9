package io.github.rocketmqhttp.test.assertions;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.converter.PayloadConversionException;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.converter.SimplePayloadConverter;
import org.jspecify.annotations.Nullable;

/**
 * Compares bodies with payloads, by the converter of a broker's application.
 *
 * @param converter the converter, {@code null} if nobody has named one
 */
record Payloads(@Nullable PayloadConverter converter) {

	/** As long as the brokers, which outlive the tests that assert. */
	private static final Map<RocketMqHttpBroker, PayloadConverter> CONVERTERS = Collections
		.synchronizedMap(new WeakHashMap<>());

	private static final PayloadConverter SIMPLE = new SimplePayloadConverter();

	static void use(RocketMqHttpBroker broker, PayloadConverter converter) {
		CONVERTERS.put(broker, converter);
	}

	static Payloads of(RocketMqHttpBroker broker) {
		return new Payloads(CONVERTERS.get(broker));
	}

	/**
	 * Whether a body is what a payload becomes, or can be read as one that equals it.
	 * @throws IllegalStateException if there is no converter for the payload
	 */
	boolean match(String body, Object payload) {
		PayloadConverter reader = (payload instanceof String || payload instanceof byte[]) ? SIMPLE : this.converter;
		if (reader == null) {
			throw new IllegalStateException("A payload of type " + payload.getClass().getTypeName()
					+ " cannot be compared: nobody has said how the payloads of this broker are read. Call"
					+ " RocketMqHttpAssertions.readPayloads with the broker and the converter of those who send to it,"
					+ " or compare with the text of the body.");
		}
		try {
			return reader.toBody(payload).equals(body)
					|| Objects.deepEquals(reader.fromBody(body, payload.getClass()), payload);
		}
		catch (PayloadConversionException ex) {
			// A body that is something else is not this payload.
			return false;
		}
	}

}
