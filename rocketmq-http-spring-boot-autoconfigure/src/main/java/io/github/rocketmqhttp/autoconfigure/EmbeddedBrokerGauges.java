package io.github.rocketmqhttp.autoconfigure;

import java.util.function.ToDoubleFunction;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.store.MemoryView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows how much memory the messages of the embedded broker take.
 */
final class EmbeddedBrokerGauges implements MeterBinder {

	static final String USED = "rocketmq.http.broker.memory";

	static final String LIMIT = "rocketmq.http.broker.memory.max";

	private static final String MESSAGES = "messages";

	private final RocketMqHttpBroker broker;

	EmbeddedBrokerGauges(RocketMqHttpBroker broker) {
		this.broker = broker;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bind(registry, "all", MemoryView::used, MemoryView::limit);
		bind(registry, "half", MemoryView::halfMessagesUsed, MemoryView::halfMessageLimit);
	}

	private void bind(MeterRegistry registry, String messages, ToDoubleFunction<MemoryView> used,
			ToDoubleFunction<MemoryView> limit) {
		Gauge.builder(USED, this.broker, (running) -> used.applyAsDouble(running.memory()))
			.tag(MESSAGES, messages)
			.description("Memory that messages of the embedded broker take")
			.baseUnit("bytes")
			.register(registry);
		Gauge.builder(LIMIT, this.broker, (running) -> limit.applyAsDouble(running.memory()))
			.tag(MESSAGES, messages)
			.description("Memory that they may take")
			.baseUnit("bytes")
			.register(registry);
	}

}
