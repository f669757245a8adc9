package io.github.rocketmqhttp.autoconfigure;

import java.util.Locale;

import io.github.rocketmqhttp.transaction.InFlightTransaction.State;
import io.github.rocketmqhttp.transaction.TransactionMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Counts half messages in the application's meter registry, if there is one. The registry
 * is asked for at each count: it may need beans that need transactions.
 */
final class MicrometerTransactionMetrics implements TransactionMetrics {

	static final String NAME = "rocketmq.http.transactions";

	private final ObjectProvider<MeterRegistry> registry;

	MicrometerTransactionMetrics(ObjectProvider<MeterRegistry> registry) {
		this.registry = registry;
	}

	@Override
	public void count(State outcome, Path path) {
		MeterRegistry meters = this.registry.getIfUnique();
		if (meters != null) {
			meters.counter(NAME, "outcome", tag(outcome), "path", tag(path)).increment();
		}
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
