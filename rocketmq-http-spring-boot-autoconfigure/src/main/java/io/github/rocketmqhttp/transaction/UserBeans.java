package io.github.rocketmqhttp.transaction;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The beans of an application, by their types: they need not exist yet. Those of Spring
 * itself are left out, and of a scoped proxy and its target the target is.
 */
final class UserBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	UserBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Looks at each of them.
	 * @param look gets the name and the class, without a proxy
	 */
	void forEach(BiConsumer<String, Class<?>> look) {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = type(beanName);
			if (type != null) {
				look.accept(beanName, type);
			}
		}
	}

	private @Nullable Class<?> type(String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return null;
		}
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type == null || type.getName().startsWith("org.springframework.")) {
			return null;
		}
		return ClassUtils.getUserClass(type);
	}

}
