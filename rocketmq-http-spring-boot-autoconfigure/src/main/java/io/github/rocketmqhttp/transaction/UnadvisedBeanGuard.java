package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Proxy;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Refuses beans with messages that are made after the start and whose calls are not
 * advised, and products of factory beans, whose type may be known only then.
 * <p>
 * It is not ordered, so that it comes after all proxy creators. Other singletons are
 * checked at the end of the start: where they refer to each other in a circle, their
 * proxies do not come by here.
 */
final class UnadvisedBeanGuard implements BeanPostProcessor {

	private final TransactionalMessageSource source;

	private final ConfigurableListableBeanFactory beanFactory;

	private final TransactionalMessageProxies proxies;

	UnadvisedBeanGuard(TransactionalMessageSource source, ConfigurableListableBeanFactory beanFactory) {
		this.source = source;
		this.beanFactory = beanFactory;
		this.proxies = new TransactionalMessageProxies(beanFactory);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.source.mayHaveMessages(bean.getClass()) && !(bean instanceof FactoryBean) && isProduced(beanName)) {
			Class<?> type = Proxy.isProxyClass(bean.getClass()) ? bean.getClass() : ClassUtils.getUserClass(bean);
			this.source.methodsWithMessages(type)
				.forEach((method) -> this.proxies.checkBean(beanName, bean, new AnnotatedCall(method, type)));
		}
		return bean;
	}

	private boolean isProduced(String beanName) {
		return this.beanFactory.containsLocalBean(beanName)
				&& (this.beanFactory.isFactoryBean(beanName) || !isSingleton(beanName));
	}

	private boolean isSingleton(String beanName) {
		return !this.beanFactory.containsBeanDefinition(beanName)
				|| this.beanFactory.getMergedBeanDefinition(beanName).isSingleton();
	}

}
