package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.github.rocketmqhttp.listener.ListenerMetrics;
import io.github.rocketmqhttp.observation.RocketMqHttpObservation.LowCardinalityKeys;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Measures in the application's meter registry how late listeners are. The broker's clock
 * and ours may differ: what seems to come from the future is not late.
 */
final class MicrometerListenerMetrics implements ListenerMetrics {

	static final String LAG = "rocketmq.http.listener.lag";

	private final ObjectProvider<MeterRegistry> registry;

	private final InstantSource clock;

	MicrometerListenerMetrics(ObjectProvider<MeterRegistry> registry, InstantSource clock) {
		this.registry = registry;
		this.clock = clock;
	}

	@Override
	public void begins(String listenerId, String topic, String consumerGroup, Instant due) {
		MeterRegistry meters = this.registry.getIfUnique();
		if (meters != null) {
			Duration lag = Duration.between(due, this.clock.instant());
			meters
				.timer(LAG, LowCardinalityKeys.DESTINATION.asString(), topic,
						LowCardinalityKeys.CONSUMER_GROUP.asString(), consumerGroup,
						LowCardinalityKeys.LISTENER_ID.asString(), listenerId)
				.record(lag.isNegative() ? Duration.ZERO : lag);
		}
	}

}
