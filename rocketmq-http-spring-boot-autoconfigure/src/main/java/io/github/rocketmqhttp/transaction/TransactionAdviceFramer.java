package io.github.rocketmqhttp.transaction;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Puts a {@link TransactionalMessageInterceptor} in the place of Spring's transaction
 * interceptor, which it then runs.
 * <p>
 * Advisors of our own, one outside Spring's and one inside, would depend on an order that
 * there is no room for: Spring's advisor has the lowest precedence of all, Spring Retry's
 * the next to lowest, users may change either, and AspectJ's proxy creator sorts in its
 * own way. Framing the advice itself holds wherever that advisor ends up.
 */
final class TransactionAdviceFramer implements BeanPostProcessor, PriorityOrdered {

	private final TransactionalMessageSource source;

	private final BeanFactory beanFactory;

	TransactionAdviceFramer(TransactionalMessageSource source, BeanFactory beanFactory) {
		this.source = source;
		this.beanFactory = beanFactory;
	}

	/**
	 * Early, because advisors are made as soon as a proxy creator is among the
	 * post-processors.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof BeanFactoryTransactionAttributeSourceAdvisor advisor
				&& advisor.getAdvice() instanceof TransactionInterceptor transactions) {
			TransactionalMessageInterceptor frame = new TransactionalMessageInterceptor(transactions, this.source,
					this.beanFactory);
			TransactionAttributeSource attributes = transactions.getTransactionAttributeSource();
			if (attributes != null) {
				transactions.setTransactionAttributeSource(new BoundAttributeSource(attributes, this.source, frame));
			}
			advisor.setAdvice(frame);
		}
		return bean;
	}

}
