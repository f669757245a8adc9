package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.ClassUtils;

/**
 * Refuses a final class with messages where its proxy would have to be a subclass, before
 * the proxy creator fails over it without saying why it is needed.
 */
final class FinalClassGuard implements BeanPostProcessor, PriorityOrdered {

	private final TransactionalMessageSource source;

	private final BeanFactory beanFactory;

	FinalClassGuard(TransactionalMessageSource source, BeanFactory beanFactory) {
		this.source = source;
		this.beanFactory = beanFactory;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		Class<?> type = bean.getClass();
		if (Modifier.isFinal(type.getModifiers()) && !Proxy.isProxyClass(type) && this.source.mayHaveMessages(type)
				&& needsSubclass(type)) {
			this.source.methodsWithMessages(type).stream().findFirst().ifPresent((method) -> {
				throw new InvalidTransactionalMessageException(
						"@TransactionalMessage is on " + new AnnotatedCall(method, type)
								+ " of a final class: its proxy cannot be a subclass.",
						"Make the class non-final, or let it implement an interface with that method and set"
								+ " spring.aop.proxy-target-class=false.");
			});
		}
		return bean;
	}

	private boolean needsSubclass(Class<?> type) {
		return ClassUtils.getAllInterfacesForClass(type).length == 0 || isProxyTargetClass();
	}

	private boolean isProxyTargetClass() {
		String creator = AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME;
		return this.beanFactory.containsBean(creator)
				&& this.beanFactory.getBean(creator, ProxyConfig.class).isProxyTargetClass();
	}

}
