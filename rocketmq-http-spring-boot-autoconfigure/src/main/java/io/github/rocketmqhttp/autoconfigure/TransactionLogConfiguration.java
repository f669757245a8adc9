package io.github.rocketmqhttp.autoconfigure;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.transaction.TransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLog;
import io.github.rocketmqhttp.transaction.jdbc.JdbcTransactionLogSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sets up the transaction log where there is one data source to keep it in. With several,
 * the application declares a log for each, from the same settings.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JdbcTemplate.class)
@ConditionalOnProperty(name = TransactionLogConfiguration.ENABLED, matchIfMissing = true)
final class TransactionLogConfiguration {

	static final String ENABLED = "rocketmq-http.transaction.log.enabled";

	/** Part of messages in doubt: never to be changed. */
	private static final String NAME = "default";

	@Bean
	@ConditionalOnMissingBean
	JdbcTransactionLogSettings rocketMqHttpTransactionLogSettings(RocketMqHttpProperties properties) {
		RocketMqHttpProperties.Log log = properties.transaction().log();
		return new JdbcTransactionLogSettings(log.tableName(), log.initializeSchema(), log.checkTimeout(),
				log.retention(), log.purgeInterval(), log.purgeBatchSize(), log.confirmBeforeCommit());
	}

	@Bean
	@ConditionalOnMissingBean(TransactionLog.class)
	@ConditionalOnSingleCandidate(DataSource.class)
	JdbcTransactionLog rocketMqHttpTransactionLog(DataSource dataSource, JdbcTransactionLogSettings settings,
			ObjectProvider<DataSourceTargets> targets) {
		DataSourceTargets declared = targets.getIfUnique();
		return (declared != null) ? new JdbcTransactionLog(NAME, dataSource, settings, declared)
				: new JdbcTransactionLog(NAME, dataSource, settings);
	}

}
