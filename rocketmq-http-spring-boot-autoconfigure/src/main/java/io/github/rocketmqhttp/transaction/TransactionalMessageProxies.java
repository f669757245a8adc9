package io.github.rocketmqhttp.transaction;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * Checks that calls of a method really pass through a transaction of Spring's that is
 * framed by a {@link TransactionalMessageInterceptor}.
 */
final class TransactionalMessageProxies {

	private final ConfigurableListableBeanFactory beanFactory;

	TransactionalMessageProxies(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Checks one method of one bean.
	 * @return what frames the method's transaction
	 */
	TransactionalMessageInterceptor check(String beanName, AnnotatedCall call) {
		if (this.beanFactory.getBeanNamesForType(TransactionManager.class, true, false).length == 0) {
			throw new MissingTransactionManagerException(call.toString());
		}
		List<TransactionalMessageInterceptor> frames = this.beanFactory
			.getBeansOfType(BeanFactoryTransactionAttributeSourceAdvisor.class, true, false)
			.values()
			.stream()
			.flatMap((advisor) -> frame(advisor.getAdvice()))
			.filter((frame) -> attribute(frame, call) != null)
			.toList();
		if (frames.size() != 1) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage on " + call + " needs Spring's transaction interceptor once around the"
							+ " call, and there are " + frames.size() + ".",
					"Use @EnableTransactionManagement once, with mode = AdviceMode.PROXY as by default; Spring Boot"
							+ " does so unless spring.transaction settings or a configuration of yours forbid it.");
		}
		TransactionAttribute attribute = attribute(frames.get(0), call);
		if (attribute != null) {
			MethodRules.checkTransaction(call, attribute);
		}
		if (this.beanFactory.containsSingleton(beanName) && !this.beanFactory.isFactoryBean(beanName)) {
			checkProxy(beanName, call, this.beanFactory.getBean(beanName));
		}
		return frames.get(0);
	}

	private static void checkProxy(String beanName, AnnotatedCall call, Object bean) {
		if (!isFramed(bean)) {
			throw new InvalidTransactionalMessageException(
					"The bean '" + beanName + "' with @TransactionalMessage on " + call
							+ " was made without a transaction proxy around it.",
					"Do not inject it into a BeanPostProcessor or another bean that is made before proxies are, and"
							+ " let Spring create it.");
		}
		try {
			AopUtils.selectInvocableMethod(call.method(), bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new InvalidTransactionalMessageException(
					"@TransactionalMessage is on " + call + ", which is not part of an interface of the bean '"
							+ beanName + "', whose proxy only has interfaces.",
					"Add the method to the interface, or set spring.aop.proxy-target-class=true.", ex);
		}
	}

	private static boolean isFramed(Object bean) {
		Object candidate = bean;
		while (candidate != null && AopUtils.isAopProxy(candidate)) {
			if (!(candidate instanceof Advised advised)) {
				// An opaque proxy cannot be looked into.
				return true;
			}
			if (Stream.of(advised.getAdvisors()).anyMatch((advisor) -> frame(advisor.getAdvice()).count() > 0)) {
				return true;
			}
			candidate = AopProxyUtils.getSingletonTarget(candidate);
		}
		return false;
	}

	private static Stream<TransactionalMessageInterceptor> frame(Object advice) {
		return (advice instanceof TransactionalMessageInterceptor frame) ? Stream.of(frame) : Stream.empty();
	}

	private static @Nullable TransactionAttribute attribute(TransactionalMessageInterceptor frame, AnnotatedCall call) {
		TransactionAttributeSource source = frame.transactions().getTransactionAttributeSource();
		return (source != null) ? source.getTransactionAttribute(call.method(), call.targetClass()) : null;
	}

}
