package io.github.rocketmqhttp.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.core.RocketMqHttpInstance;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;
import io.github.rocketmqhttp.core.RocketMqHttpOperations;
import io.github.rocketmqhttp.core.RocketMqHttpTemplate;
import io.github.rocketmqhttp.core.TemplateDefaults;
import io.github.rocketmqhttp.core.UnknownInstanceException;

import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Finds the instances among the beans: the default one by type, the others by bean name
 * or qualifier of their templates.
 */
final class BeanInstances implements RocketMqHttpInstances, BeanNameAware {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Collection<String> configured;

	private final Map<String, RocketMqHttpInstance> found = new ConcurrentHashMap<>();

	private String beanName = "rocketMqHttpInstances";

	/**
	 * Creates the instances.
	 * @param beanFactory has the beans
	 * @param configured names under {@code rocketmq-http.instances}, for exceptions
	 */
	BeanInstances(ConfigurableListableBeanFactory beanFactory, Collection<String> configured) {
		this.beanFactory = beanFactory;
		this.configured = List.copyOf(configured);
	}

	@Override
	public void setBeanName(String name) {
		this.beanName = name;
	}

	@Override
	public RocketMqHttpInstance get(String name) {
		RocketMqHttpInstance known = this.found.get(name);
		if (known != null) {
			return known;
		}
		RocketMqHttpInstance looked = name.isEmpty() ? defaultInstance() : named(name);
		RocketMqHttpInstance other = this.found.putIfAbsent(name, looked);
		return (other != null) ? other : looked;
	}

	private RocketMqHttpInstance defaultInstance() {
		RocketMqHttpOperations operations = this.beanFactory.getBean(RocketMqHttpOperations.class);
		return instance(DEFAULT, this.beanFactory.getBean(RocketMqHttpClient.class), operations);
	}

	private RocketMqHttpInstance named(String name) {
		RocketMqHttpOperations operations = operations(name);
		RocketMqHttpClient client = (operations instanceof RocketMqHttpTemplate template) ? template.getClient()
				: BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, RocketMqHttpClient.class, name);
		return instance(name, client, operations);
	}

	private RocketMqHttpInstance instance(String name, RocketMqHttpClient client, RocketMqHttpOperations operations) {
		useUntilDestroyed(RocketMqHttpClient.class, client);
		useUntilDestroyed(RocketMqHttpOperations.class, operations);
		TemplateDefaults defaults = (operations instanceof RocketMqHttpTemplate template) ? template.getDefaults()
				: TemplateDefaults.NONE;
		return new RocketMqHttpInstance(name, client, operations, defaults);
	}

	/**
	 * Lets whatever uses the instances be destroyed before a bean that was looked up, as
	 * if it had been injected: the second phase still has decisions to tell by then.
	 */
	private <T> void useUntilDestroyed(Class<T> type, T bean) {
		for (String candidate : this.beanFactory.getBeanNamesForType(type, false, false)) {
			if (this.beanFactory.getSingleton(candidate) == bean) {
				this.beanFactory.registerDependentBean(candidate, this.beanName);
			}
		}
	}

	private RocketMqHttpOperations operations(String name) {
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, RocketMqHttpOperations.class, name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new UnknownInstanceException(name, known());
		}
	}

	/**
	 * What may be selected: configured instances, and templates of the application.
	 */
	private Collection<String> known() {
		Collection<String> known = new TreeSet<>(
				List.of(this.beanFactory.getBeanNamesForType(RocketMqHttpOperations.class)));
		known.remove(RocketMqHttpAutoConfiguration.TEMPLATE);
		this.configured.forEach((name) -> {
			known.remove(InstanceBeansRegistrar.templateName(name));
			known.add(name);
		});
		return known;
	}

}
