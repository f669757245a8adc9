package io.github.rocketmqhttp.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How late a listener is.
 */
class MicrometerListenerMetricsTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final MicrometerListenerMetrics metrics = metrics(this.meters);

	private static MicrometerListenerMetrics metrics(SimpleMeterRegistry meters) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("meters", meters);
		return new MicrometerListenerMetrics(beans.getBeanProvider(MeterRegistry.class), () -> NOW);
	}

	@Test
	void itIsTheTimeSinceTheMessageWasDue() {
		this.metrics.begins("billing", "orders", "GID_billing", NOW.minusSeconds(90));
		this.metrics.begins("billing", "orders", "GID_billing", NOW.minusSeconds(30));
		Timer lag = this.meters.get("rocketmq.http.listener.lag")
			.tags("rocketmq.http.listener.id", "billing", "messaging.destination.name", "orders",
					"messaging.consumer.group.name", "GID_billing")
			.timer();
		assertThat(lag.count()).isEqualTo(2);
		assertThat(lag.totalTime(TimeUnit.SECONDS)).isEqualTo(120);
		assertThat(lag.max(TimeUnit.SECONDS)).isEqualTo(90);
	}

	@Test
	void aBrokerWhoseClockIsAheadMakesNoNegativeLag() {
		this.metrics.begins("billing", "orders", "GID_billing", NOW.plus(Duration.ofHours(1)));
		assertThat(this.meters.get("rocketmq.http.listener.lag").timer().totalTime(TimeUnit.SECONDS)).isZero();
		assertThat(this.meters.get("rocketmq.http.listener.lag").timer().count()).isOne();
	}

}
