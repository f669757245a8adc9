package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sets up the counters and gauges of transactional messages where Micrometer is there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterRegistry.class)
final class TransactionMetricsConfiguration {

	@Bean
	@ConditionalOnMissingBean(TransactionMetrics.class)
	MicrometerTransactionMetrics rocketMqHttpTransactionMetrics(ObjectProvider<MeterRegistry> registry) {
		return new MicrometerTransactionMetrics(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	InDoubtGauges rocketMqHttpInDoubtGauges(InFlightTransactions inFlight) {
		return new InDoubtGauges(inFlight);
	}

}
