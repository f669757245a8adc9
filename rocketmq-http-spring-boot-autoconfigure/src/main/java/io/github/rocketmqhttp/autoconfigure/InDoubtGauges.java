package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;

import io.github.rocketmqhttp.transaction.InDoubtMessages;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows how many half messages nobody has decided, and how old the oldest is.
 */
final class InDoubtGauges implements MeterBinder {

	static final String COUNT = "rocketmq.http.transactions.in.doubt";

	static final String AGE = "rocketmq.http.transactions.in.doubt.age";

	private final InDoubtMessages inDoubt;

	InDoubtGauges(InFlightTransactions inFlight) {
		this.inDoubt = inFlight.inDoubt();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(COUNT, this.inDoubt, InDoubtMessages::count)
			.description("Half messages that nobody has decided, as far as this process knows")
			.register(registry);
		Gauge.builder(AGE, this.inDoubt, (messages) -> seconds(messages.oldestAge()))
			.description("Time since the oldest of them was published")
			.baseUnit("seconds")
			.register(registry);
	}

	private static double seconds(Duration age) {
		return age.toMillis() / 1000.0;
	}

}
