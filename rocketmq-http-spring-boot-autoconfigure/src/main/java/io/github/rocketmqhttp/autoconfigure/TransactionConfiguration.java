package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.transaction.BackCheckHandlerRegistry;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.TransactionCoordinator;
import io.github.rocketmqhttp.transaction.TransactionSettings;
import io.github.rocketmqhttp.transaction.TransactionalMessageRegistrar;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Sets up transactional messages and their back-check.
 */
@Configuration(proxyBeanMethods = false)
@Import(TransactionalMessageRegistrar.class)
final class TransactionConfiguration {

	@Bean
	@ConditionalOnMissingBean
	InFlightTransactions rocketMqHttpInFlightTransactions() {
		return new InFlightTransactions();
	}

	@Bean
	@ConditionalOnMissingBean
	TransactionCoordinator rocketMqHttpTransactionCoordinator(RocketMqHttpOperations operations,
			PayloadConverter converter, InFlightTransactions inFlight, RocketMqHttpProperties properties) {
		RocketMqHttpProperties.Transaction settings = properties.transaction();
		return new TransactionCoordinator(operations, converter, inFlight,
				new TransactionSettings(properties.topic(), properties.consumerGroup(), settings.immunityTime(),
						settings.pollBatchSize(), settings.pollWaitTime(), settings.shutdownTimeout()));
	}

	@Bean
	@ConditionalOnMissingBean
	BackCheckPollers rocketMqHttpBackCheckPollers(RocketMqHttpClient client, TransactionCoordinator coordinator,
			BackCheckHandlerRegistry handlers) {
		return new BackCheckPollers(client, coordinator, handlers);
	}

}
