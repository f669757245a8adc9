package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.target.AbstractBeanFactoryBasedTargetSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
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

	private static final Logger logger = LoggerFactory.getLogger(TransactionalMessageProxies.class);

	private final ConfigurableListableBeanFactory beanFactory;

	TransactionalMessageProxies(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Checks one method of one bean.
	 * @return what frames the method's transaction
	 */
	TransactionalMessageInterceptor check(String beanName, AnnotatedCall call) {
		if (BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, TransactionManager.class, true,
				false).length == 0) {
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
					"Use @EnableTransactionManagement once in the context of the bean, with mode = AdviceMode.PROXY as"
							+ " by default; Spring Boot does so unless the context has a parent that does, or"
							+ " spring.transaction settings or a configuration of yours forbid it.");
		}
		TransactionAttribute attribute = attribute(frames.get(0), call);
		if (attribute != null) {
			MethodRules.checkTransaction(call, attribute);
		}
		Object bean = existing(beanName);
		if (bean != null) {
			checkBean(beanName, bean, call);
		}
		return frames.get(0);
	}

	/**
	 * The bean if it is there, or if a factory bean could make it without anybody having
	 * looked at it; others are looked at by the {@link UnadvisedBeanGuard}.
	 */
	private @Nullable Object existing(String beanName) {
		boolean there = this.beanFactory.isFactoryBean(beanName) ? this.beanFactory.isSingleton(beanName)
				: this.beanFactory.containsSingleton(beanName);
		return there ? this.beanFactory.getBean(beanName) : null;
	}

	/**
	 * Checks that calls of a bean's method are advised.
	 */
	void checkBean(String beanName, Object bean, AnnotatedCall call) {
		if (bean instanceof ScopedObject) {
			// Its targets are beans of their own.
			return;
		}
		if (!isAdvised(beanName, bean, call.method())) {
			if (Mocks.isMock(bean)) {
				return;
			}
			throw unadvised(beanName, call);
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

	private InvalidTransactionalMessageException unadvised(String beanName, AnnotatedCall call) {
		boolean made = this.beanFactory.isFactoryBean(beanName);
		Class<?> factory = made ? this.beanFactory.getType(BeanFactory.FACTORY_BEAN_PREFIX + beanName) : null;
		return new InvalidTransactionalMessageException(
				"@TransactionalMessage on " + call + " would send nothing: calls of the bean '" + beanName + "'"
						+ ((factory != null) ? ", which " + factory.getSimpleName() + " makes," : "")
						+ " do not pass through the transaction interceptor that sends messages.",
				made ? "Put the annotation on a method of a service that calls this bean. Spring Data's repositories,"
						+ " for example, run transactions of their own."
						: "Let Spring create the bean and its transaction proxy, and do not inject it into a"
								+ " BeanPostProcessor or another bean that is made before proxies are.");
	}

	private static boolean isAdvised(String beanName, Object bean, Method method) {
		Object candidate = bean;
		while (candidate != null && AopUtils.isAopProxy(candidate)) {
			if (!(candidate instanceof Advised advised)) {
				logger.warn("The proxy of the bean '{}' is opaque, so nobody can see whether calls of {} send its"
						+ " messages; leave opaque = true out", beanName, method.getName());
				return true;
			}
			if (advises(advised, method)) {
				return true;
			}
			if (advised.getTargetSource() instanceof AbstractBeanFactoryBasedTargetSource) {
				// Its targets are beans of their own.
				return true;
			}
			candidate = AopProxyUtils.getSingletonTarget(candidate);
		}
		return false;
	}

	private static boolean advises(Advised advised, Method method) {
		Class<?> target = advised.getTargetClass();
		Class<?> type = (target != null) ? target : method.getDeclaringClass();
		return Stream.of(advised.getAdvisors())
			.filter((advisor) -> frame(advisor.getAdvice()).findAny().isPresent())
			.anyMatch((advisor) -> !(advisor instanceof PointcutAdvisor pointcut)
					|| matches(pointcut.getPointcut(), method, type, advised.isPreFiltered()));
	}

	private static boolean matches(Pointcut pointcut, Method method, Class<?> type, boolean preFiltered) {
		return (preFiltered || pointcut.getClassFilter().matches(type))
				&& pointcut.getMethodMatcher().matches(method, type);
	}

	private static Stream<TransactionalMessageInterceptor> frame(Object advice) {
		return (advice instanceof TransactionalMessageInterceptor frame) ? Stream.of(frame) : Stream.empty();
	}

	private static @Nullable TransactionAttribute attribute(TransactionalMessageInterceptor frame, AnnotatedCall call) {
		TransactionAttributeSource source = frame.transactions().getTransactionAttributeSource();
		return (source != null) ? source.getTransactionAttribute(call.method(), call.targetClass()) : null;
	}

}
