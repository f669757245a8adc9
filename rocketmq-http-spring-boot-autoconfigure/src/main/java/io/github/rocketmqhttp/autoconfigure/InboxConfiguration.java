package io.github.rocketmqhttp.autoconfigure;

import javax.sql.DataSource;

import io.github.rocketmqhttp.jdbc.DataSourceTargets;
import io.github.rocketmqhttp.listener.Inbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInbox;
import io.github.rocketmqhttp.listener.jdbc.JdbcInboxSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sets up the inbox where there is one data source to keep it in. With several, the
 * application declares an inbox for each, from the same settings. Its table is looked for
 * only if a listener is idempotent.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JdbcTemplate.class)
@ConditionalOnProperty(name = InboxConfiguration.ENABLED, matchIfMissing = true)
final class InboxConfiguration {

	static final String ENABLED = "rocketmq-http.listener.inbox.enabled";

	@Bean
	@ConditionalOnMissingBean
	JdbcInboxSettings rocketMqHttpInboxSettings(RocketMqHttpProperties properties) {
		ListenerProperties.InboxProperties inbox = properties.listener().inbox();
		return new JdbcInboxSettings(inbox.tableName(), inbox.initializeSchema(), inbox.waitTimeout(),
				inbox.retention(), inbox.purgeInterval(), inbox.purgeBatchSize());
	}

	@Bean
	@ConditionalOnMissingBean(Inbox.class)
	@ConditionalOnSingleCandidate(DataSource.class)
	JdbcInbox rocketMqHttpInbox(DataSource dataSource, JdbcInboxSettings settings,
			ObjectProvider<DataSourceTargets> targets) {
		DataSourceTargets declared = targets.getIfUnique();
		return (declared != null) ? new JdbcInbox(dataSource, settings, declared) : new JdbcInbox(dataSource, settings);
	}

}
