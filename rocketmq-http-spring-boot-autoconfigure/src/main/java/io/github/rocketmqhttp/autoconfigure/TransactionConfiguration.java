package io.github.rocketmqhttp.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.TransactionalSender;
import io.github.rocketmqhttp.observation.MessageObservations;
import io.github.rocketmqhttp.transaction.BackCheckHandlerRegistry;
import io.github.rocketmqhttp.transaction.BackCheckPollers;
import io.github.rocketmqhttp.transaction.CoordinatedSender;
import io.github.rocketmqhttp.transaction.InFlightTransactions;
import io.github.rocketmqhttp.transaction.PhaseTwo;
import io.github.rocketmqhttp.transaction.TransactionCoordinator;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.TransactionLogs;
import io.github.rocketmqhttp.transaction.TransactionMetrics;
import io.github.rocketmqhttp.transaction.TransactionSettings;
import io.github.rocketmqhttp.transaction.TransactionalMessageRegistrar;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Sets up transactional messages and their back-check.
 */
@Configuration(proxyBeanMethods = false)
@Import({ TransactionLogConfiguration.class, TransactionMetricsConfiguration.class,
		TransactionalMessageRegistrar.class })
final class TransactionConfiguration {

	@Bean
	@ConditionalOnMissingBean
	InFlightTransactions rocketMqHttpInFlightTransactions() {
		return new InFlightTransactions();
	}

	@Bean
	@ConditionalOnMissingBean
	TransactionLogs rocketMqHttpTransactionLogs(ObjectProvider<TransactionLog> logs,
			RocketMqHttpProperties properties) {
		Boolean enabled = properties.transaction().log().enabled();
		if (Boolean.FALSE.equals(enabled)) {
			return new TransactionLogs(List.of());
		}
		List<TransactionLog> found = logs.orderedStream().toList();
		if (Boolean.TRUE.equals(enabled) && found.isEmpty()) {
			throw new InvalidConfigurationException(
					"The property '" + TransactionLogConfiguration.ENABLED
							+ "' is true, and there is no transaction log: it needs spring-jdbc and one DataSource.",
					"Add spring-boot-starter-jdbc or spring-boot-starter-data-jpa and spring.datasource.url; with several"
							+ " data sources, declare a JdbcTransactionLog bean for each.");
		}
		return new TransactionLogs(found);
	}

	@Bean
	@ConditionalOnMissingBean
	TransactionSettings rocketMqHttpTransactionSettings(RocketMqHttpProperties properties) {
		RocketMqHttpProperties.Transaction settings = properties.transaction();
		return new TransactionSettings(properties.topic(), properties.consumerGroup(), settings.topics(),
				instanceTopics(properties), settings.immunityTime(), settings.bindTimeout(), settings.completion(),
				settings.pollBatchSize(), settings.pollWaitTime(), settings.shutdownTimeout());
	}

	private static Map<String, List<String>> instanceTopics(RocketMqHttpProperties properties) {
		Map<String, List<String>> topics = new LinkedHashMap<>();
		properties.instances().forEach((name, instance) -> topics.put(name, instance.transactionTopics()));
		return topics;
	}

	@Bean
	@ConditionalOnMissingBean
	PhaseTwo rocketMqHttpPhaseTwo(RocketMqHttpInstances instances, InFlightTransactions inFlight,
			TransactionSettings settings, ObjectProvider<TransactionMetrics> metrics) {
		return new PhaseTwo(instances, inFlight, settings, metrics.getIfAvailable(() -> TransactionMetrics.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	TransactionCoordinator rocketMqHttpTransactionCoordinator(PhaseTwo phaseTwo, PayloadConverter converter,
			TransactionLogs logs, TransactionSettings settings) {
		return new TransactionCoordinator(phaseTwo, converter, logs, settings);
	}

	@Bean
	@ConditionalOnMissingBean(TransactionalSender.class)
	CoordinatedSender rocketMqHttpTransactionalSender(TransactionCoordinator coordinator,
			BackCheckHandlerRegistry handlers, ObjectProvider<PlatformTransactionManager> managers) {
		return new CoordinatedSender(coordinator, handlers, managers::getIfUnique);
	}

	/**
	 * A child context has one of its own: its registry knows other endpoints and
	 * handlers.
	 */
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	BackCheckPollers rocketMqHttpBackCheckPollers(TransactionCoordinator coordinator, BackCheckHandlerRegistry handlers,
			MessageObservations observations, ConfigurableListableBeanFactory beanFactory, TransactionLogs logs,
			RocketMqHttpProperties properties) {
		if (beanFactory.getBeanNamesForType(TransactionCoordinator.class, true, false).length == 0) {
			new SettingsOfChild(beanFactory, properties).requireUsed(logs);
		}
		return new BackCheckPollers(coordinator, handlers, observations);
	}

}
