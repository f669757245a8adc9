package io.github.rocketmqhttp.autoconfigure;

import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.PayloadConverter;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.core.TemplateDefaults;
import io.github.rocketmqhttp.core.TransactionalSender;
import io.github.rocketmqhttp.observation.MessageObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/**
 * Makes the beans of the instances with names, whose definitions
 * {@link InstanceBeansRegistrar} registers.
 */
final class InstanceBeans implements InstanceBeansFactory {

	private final BeanFactory beanFactory;

	private final RocketMqHttpProperties properties;

	private final ClientFactory clients;

	private final RetryTemplateFactory retryTemplates;

	InstanceBeans(BeanFactory beanFactory, RocketMqHttpProperties properties, ClientFactory clients,
			RetryTemplateFactory retryTemplates) {
		this.beanFactory = beanFactory;
		this.properties = properties;
		this.clients = clients;
		this.retryTemplates = retryTemplates;
	}

	@Override
	public RocketMqHttpConnectionDetails connectionDetails(String name) {
		return new InstanceConnectionDetails(RocketMqHttpProperties.instancePrefix(name), instance(name),
				this::defaultCredentials);
	}

	@Override
	public RocketMqHttpClient client(String name) {
		InstanceProperties instance = instance(name);
		RocketMqHttpConnectionDetails details = this.beanFactory.getBean(InstanceBeansRegistrar.detailsName(name),
				RocketMqHttpConnectionDetails.class);
		return this.clients.create(name, details, instance.client(), credentialsProvider(name, instance));
	}

	@Override
	public RocketMqHttpTemplate template(String name) {
		InstanceProperties instance = instance(name);
		RocketMqHttpTemplate template = new RocketMqHttpTemplate(
				this.beanFactory.getBean(InstanceBeansRegistrar.clientName(name), RocketMqHttpClient.class),
				this.beanFactory.getBean(PayloadConverter.class),
				this.retryTemplates.create(instance.client().retry().settings()),
				new TemplateDefaults(instance.topic(), instance.consumerGroup()), () -> sender(name))
			.limitedBy(instance.client().publishLimits())
			.observedBy(this.beanFactory.getBean(MessageObservations.class));
		this.beanFactory.getBeanProvider(ClientMetrics.class).ifAvailable((metrics) -> metrics.made(name, template));
		return template;
	}

	private @Nullable TransactionalSender sender(String name) {
		TransactionalSender sender = this.beanFactory.getBeanProvider(TransactionalSender.class).getIfAvailable();
		return (sender != null) ? sender.forInstance(name) : null;
	}

	/**
	 * A provider with the instance's qualifier has the first word, then its own key pair,
	 * then what the default instance uses.
	 */
	private @Nullable CredentialsProvider credentialsProvider(String name, InstanceProperties instance) {
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, CredentialsProvider.class, name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return (instance.accessKeyId() != null || instance.accessKeySecret() != null) ? null
					: this.beanFactory.getBeanProvider(CredentialsProvider.class).getIfAvailable();
		}
	}

	private CredentialsProvider defaultCredentials() {
		return this.beanFactory.getBean(RocketMqHttpConnectionDetails.class).getCredentialsProvider();
	}

	private InstanceProperties instance(String name) {
		InstanceProperties instance = this.properties.instances().get(name);
		if (instance == null) {
			throw new InvalidConfigurationException(
					"The application was prepared ahead of time with the instance '" + name
							+ "', and it is not configured now.",
					"Set " + RocketMqHttpProperties.instancePrefix(name)
							+ "endpoint, or prepare the application again without the instance.");
		}
		return instance;
	}

}
