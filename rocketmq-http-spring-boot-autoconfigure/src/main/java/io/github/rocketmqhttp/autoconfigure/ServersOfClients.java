package io.github.rocketmqhttp.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.client.ServerStatus;
import io.github.rocketmqhttp.core.RocketMqHttpInstances;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * Asks the clients that the application has made already what they know of their servers,
 * by the name of the instance. It makes none: an application may have a default instance
 * that is never used, and cannot be.
 */
final class ServersOfClients implements Supplier<Map<String, ServerStatus>> {

	private final ConfigurableListableBeanFactory beanFactory;

	private final RocketMqHttpProperties properties;

	ServersOfClients(ConfigurableListableBeanFactory beanFactory, RocketMqHttpProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
	}

	@Override
	public Map<String, ServerStatus> get() {
		Map<String, ServerStatus> servers = new LinkedHashMap<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(RocketMqHttpClient.class, false, false)) {
			if (this.beanFactory.getSingleton(beanName) instanceof RocketMqHttpClient client) {
				servers.put(instanceOf(beanName), client.serverStatus());
			}
		}
		return servers;
	}

	private String instanceOf(String beanName) {
		for (String name : this.properties.instances().keySet()) {
			if (beanName.equals(InstanceBeansRegistrar.clientName(name))) {
				return name;
			}
		}
		return isDefault(beanName) ? RocketMqHttpInstances.DEFAULT : beanName;
	}

	/**
	 * Whether it is what is injected where there is no qualifier. Further clients of the
	 * application's own go by their bean names.
	 */
	private boolean isDefault(String beanName) {
		String[] candidates = this.beanFactory.getBeanNamesForType(RocketMqHttpClient.class, false, false);
		boolean only = Arrays.stream(candidates)
			.filter((candidate) -> isCandidate(candidate))
			.allMatch(beanName::equals);
		return only || beanName.equals(RocketMqHttpAutoConfiguration.CLIENT)
				|| (this.beanFactory.containsBeanDefinition(beanName)
						&& this.beanFactory.getBeanDefinition(beanName).isPrimary());
	}

	private boolean isCandidate(String beanName) {
		return !(this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getBeanDefinition(beanName) instanceof AbstractBeanDefinition definition
				&& !definition.isDefaultCandidate());
	}

}
