package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.core.TemplateDefaults;
import io.github.rocketmqhttp.core.TransactionalSender;
import io.github.rocketmqhttp.observation.MessageObservations;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.retry.support.RetryTemplate;

/**
 * Sets up the client, the template, transactional messages and listeners. Every bean
 * gives way to one of the application. Nothing here needs the broker to be reachable.
 */
@AutoConfiguration(
		afterName = { "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
				"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
				"org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration",
				"org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration" })
@ConditionalOnProperty(name = Disabled.PROPERTY, matchIfMissing = true)
@EnableConfigurationProperties(RocketMqHttpProperties.class)
@Import({ AlibabaCloudCredentialsConfiguration.class, EmbeddedBrokerConfiguration.class,
		PayloadConverterConfiguration.class, TransactionConfiguration.class, InboxConfiguration.class,
		ListenerConfiguration.class, TablePurgerConfiguration.class, InstanceBeansRegistrar.class,
		ObservationConfiguration.class, MetricsConfiguration.class })
public final class RocketMqHttpAutoConfiguration {

	static final String CLIENT = "rocketMqHttpClient";

	static final String TEMPLATE = "rocketMqHttpTemplate";

	private static final String RETRY_TEMPLATE = "rocketMqHttpRetryTemplate";

	private final RocketMqHttpProperties properties;

	RocketMqHttpAutoConfiguration(RocketMqHttpProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(RocketMqHttpConnectionDetails.class)
	PropertiesRocketMqHttpConnectionDetails rocketMqHttpConnectionDetails(Environment environment,
			ObjectProvider<CredentialsLibrary> credentialsLibrary) {
		return new PropertiesRocketMqHttpConnectionDetails(this.properties, environment,
				credentialsLibrary.getIfAvailable());
	}

	@Bean
	ClientFactory rocketMqHttpClientFactory(ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<RocketMqHttpClientCustomizer> customizers, ObjectProvider<ClientMetrics> metrics) {
		return new ClientFactory(sslBundles.getIfAvailable(), customizers.orderedStream().toList(),
				metrics.getIfAvailable(() -> ClientMetrics.NONE));
	}

	// Made when it is asked for: an application may use instances with names alone.
	@Bean(CLIENT)
	@Lazy
	@ConditionalOnMissingBean
	RocketMqHttpClient rocketMqHttpClient(ClientFactory factory, RocketMqHttpConnectionDetails connectionDetails,
			ObjectProvider<CredentialsProvider> credentialsProvider) {
		return factory.create(RocketMqHttpInstances.DEFAULT, connectionDetails, this.properties.client(),
				credentialsProvider.getIfAvailable());
	}

	// Not a candidate for injection by type: an application may have a RetryTemplate of
	// its own for other things.
	@Bean(name = RETRY_TEMPLATE, defaultCandidate = false)
	@ConditionalOnMissingBean(name = RETRY_TEMPLATE)
	RetryTemplate rocketMqHttpRetryTemplate(RetryTemplateFactory factory) {
		return factory.create(this.properties.client().retry().settings());
	}

	@Bean
	RetryTemplateFactory rocketMqHttpRetryTemplateFactory(
			ObjectProvider<RocketMqHttpRetryTemplateCustomizer> customizers) {
		return new RetryTemplateFactory(customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean(RocketMqHttpInstances.class)
	BeanInstances rocketMqHttpInstances(ConfigurableListableBeanFactory beanFactory) {
		return new BeanInstances(beanFactory, this.properties.instances().keySet());
	}

	@Bean(InstanceBeansFactory.BEAN_NAME)
	InstanceBeans rocketMqHttpInstanceBeans(BeanFactory beanFactory, ClientFactory clients,
			RetryTemplateFactory retryTemplates) {
		return new InstanceBeans(beanFactory, this.properties, clients, retryTemplates);
	}

	@Bean
	DefaultInstanceCheck rocketMqHttpDefaultInstanceCheck(BeanFactory beanFactory) {
		return new DefaultInstanceCheck(beanFactory, this.properties);
	}

	@Bean(TEMPLATE)
	@Lazy
	@ConditionalOnMissingBean(RocketMqHttpOperations.class)
	RocketMqHttpTemplate rocketMqHttpTemplate(RocketMqHttpClient client, PayloadConverter converter,
			@Qualifier(RETRY_TEMPLATE) RetryTemplate retryTemplate,
			ObjectProvider<TransactionalSender> transactionalSender, MessageObservations observations,
			ObjectProvider<ClientMetrics> metrics) {
		RocketMqHttpTemplate template = new RocketMqHttpTemplate(client, converter, retryTemplate,
				new TemplateDefaults(this.properties.topic(), this.properties.consumerGroup()),
				transactionalSender::getIfAvailable)
			.limitedBy(this.properties.client().publishLimits())
			.observedBy(observations);
		metrics.ifAvailable((measures) -> measures.made(RocketMqHttpInstances.DEFAULT, template));
		return template;
	}

}
