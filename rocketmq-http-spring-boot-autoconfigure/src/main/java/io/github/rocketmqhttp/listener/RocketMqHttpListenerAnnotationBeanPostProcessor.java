package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.rocketmqhttp.core.AnnotationCandidates;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Finds {@link RocketMqHttpListener} methods on beans and registers a container for each.
 * <p>
 * It needs nothing but the bean factory, so that it makes no bean early: factory and
 * registry are looked up when all singletons exist, and only if there is a listener.
 * Listeners of beans that are made later are registered, and started, at once.
 */
public final class RocketMqHttpListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private @Nullable BeanFactory beanFactory;

	private final AnnotationCandidates candidates = new AnnotationCandidates(
			List.of(RocketMqHttpListener.class, RocketMqHttpListeners.class));

	private final List<ListenerEndpoint> pending = new ArrayList<>();

	private boolean singletonsExist;

	/**
	 * Creates the processor.
	 */
	public RocketMqHttpListenerAnnotationBeanPostProcessor() {
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> beanClass = AopProxyUtils.ultimateTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || ScopedProxyUtils.isScopedTarget(beanName)
				|| !this.candidates.contain(beanClass)) {
			return bean;
		}
		Map<Method, Set<RocketMqHttpListener>> methods = MethodIntrospector.selectMethods(beanClass,
				RocketMqHttpListenerAnnotationBeanPostProcessor::annotations);
		methods.forEach((method, annotations) -> add(bean, beanName, method, annotations));
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<ListenerEndpoint> endpoints;
		synchronized (this.pending) {
			this.singletonsExist = true;
			endpoints = List.copyOf(this.pending);
			this.pending.clear();
		}
		endpoints.forEach(this::register);
	}

	private static @Nullable Set<RocketMqHttpListener> annotations(Method method) {
		Set<RocketMqHttpListener> annotations = AnnotatedElementUtils.findMergedRepeatableAnnotations(method,
				RocketMqHttpListener.class, RocketMqHttpListeners.class);
		return annotations.isEmpty() ? null : annotations;
	}

	private void add(Object bean, String beanName, Method method, Set<RocketMqHttpListener> annotations) {
		requireSingleton(beanName, method);
		AttributeReader reader = new AttributeReader(requireBeanFactory());
		int number = 0;
		for (RocketMqHttpListener annotation : annotations) {
			number++;
			String id = reader.id(annotation);
			String name = beanName + "." + method.getName() + ((number > 1) ? "-" + number : "");
			add(new ListenerEndpoint((id != null) ? id : name, reader.read(annotation, method), bean, method));
		}
	}

	private void add(ListenerEndpoint endpoint) {
		synchronized (this.pending) {
			if (!this.singletonsExist) {
				this.pending.add(endpoint);
				return;
			}
		}
		register(endpoint);
	}

	private void requireSingleton(String beanName, Method method) {
		BeanFactory factory = requireBeanFactory();
		if (factory.containsBean(beanName) && !factory.isSingleton(beanName)) {
			throw new InvalidListenerException(method,
					"its bean '" + beanName + "' is no singleton, and every instance would start a listener",
					"Move the method to a singleton bean.");
		}
	}

	private void register(ListenerEndpoint endpoint) {
		BeanFactory factory = requireBeanFactory();
		ListenerContainer container = containerFactory(factory, endpoint).createContainer(endpoint);
		factory.getBean(RocketMqHttpListenerContainerRegistry.class).register(container);
	}

	private static ListenerContainerFactory containerFactory(BeanFactory factory, ListenerEndpoint endpoint) {
		String name = endpoint.attributes().containerFactory();
		if (name == null) {
			return factory.containsBean(ListenerContainerFactory.DEFAULT_BEAN_NAME)
					? factory.getBean(ListenerContainerFactory.DEFAULT_BEAN_NAME, ListenerContainerFactory.class)
					: factory.getBean(ListenerContainerFactory.class);
		}
		try {
			return factory.getBean(name, ListenerContainerFactory.class);
		}
		catch (BeansException ex) {
			throw new InvalidListenerException(endpoint.method(),
					"there is no bean '" + name + "' of type ListenerContainerFactory",
					"Declare it with ListenerContainerFactory.builder(…), or correct the attribute containerFactory.");
		}
	}

	private BeanFactory requireBeanFactory() {
		BeanFactory factory = this.beanFactory;
		if (factory == null) {
			throw new IllegalStateException("The processor is used outside a bean factory.");
		}
		return factory;
	}

}
