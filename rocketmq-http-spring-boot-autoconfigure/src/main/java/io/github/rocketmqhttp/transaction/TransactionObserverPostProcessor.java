package io.github.rocketmqhttp.transaction;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.TransactionManager;

/**
 * Has the transactions of all transaction managers of the application observed.
 */
final class TransactionObserverPostProcessor implements BeanPostProcessor, PriorityOrdered {

	/**
	 * Before proxies are made, which would hide the manager.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof TransactionManager manager) {
			TransactionObserver.observe(manager);
		}
		return bean;
	}

}
