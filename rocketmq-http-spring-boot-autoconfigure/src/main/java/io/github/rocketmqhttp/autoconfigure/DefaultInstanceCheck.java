package io.github.rocketmqhttp.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Lets an application whose default instance cannot be used fail when it starts. One that
 * configures instances with names alone has none, and fails only if it asks for it.
 */
final class DefaultInstanceCheck implements SmartInitializingSingleton {

	private final BeanFactory beanFactory;

	private final RocketMqHttpProperties properties;

	DefaultInstanceCheck(BeanFactory beanFactory, RocketMqHttpProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.properties.endpoint() == null && !this.properties.instances().isEmpty()) {
			return;
		}
		require(RocketMqHttpAutoConfiguration.CLIENT);
		require(RocketMqHttpAutoConfiguration.TEMPLATE);
	}

	private void require(String beanName) {
		if (this.beanFactory.containsBean(beanName)) {
			this.beanFactory.getBean(beanName);
		}
	}

}
