package io.github.rocketmqhttp.autoconfigure;

import java.time.InstantSource;

import io.github.rocketmqhttp.listener.ListenerMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sets up the measures of clients and listeners where Micrometer is there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterRegistry.class)
final class MetricsConfiguration {

	@Bean
	@ConditionalOnMissingBean(ClientMetrics.class)
	MicrometerClientMetrics rocketMqHttpClientMetrics(ObjectProvider<MeterRegistry> registry) {
		return new MicrometerClientMetrics(registry);
	}

	@Bean
	@ConditionalOnMissingBean(ListenerMetrics.class)
	MicrometerListenerMetrics rocketMqHttpListenerMetrics(ObjectProvider<MeterRegistry> registry) {
		return new MicrometerListenerMetrics(registry, InstantSource.system());
	}

}
