package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

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
				|| !AnnotationUtils.isCandidateClass(beanClass, RocketMqHttpListener.class)) {
			return bean;
		}
		Map<Method, RocketMqHttpListener> methods = MethodIntrospector.selectMethods(beanClass,
				(MethodIntrospector.MetadataLookup<@Nullable RocketMqHttpListener>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, RocketMqHttpListener.class));
		methods.forEach((method, annotation) -> add(bean, beanName, method, annotation));
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

	private void add(Object bean, String beanName, Method method, RocketMqHttpListener annotation) {
		requireSingleton(beanName, method);
		String id = resolve(annotation.id());
		ListenerEndpoint endpoint = new ListenerEndpoint(id.isBlank() ? beanName + "." + method.getName() : id,
				resolve(annotation.topic()), resolve(annotation.consumerGroup()), resolve(annotation.tag()), bean,
				method);
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
		ListenerContainer container = factory.getBean(ListenerContainerFactory.class).createContainer(endpoint);
		factory.getBean(ListenerContainerRegistry.class).register(container);
	}

	private String resolve(String attribute) {
		if (!(requireBeanFactory() instanceof ConfigurableBeanFactory configurable)) {
			return attribute;
		}
		String resolved = new EmbeddedValueResolver(configurable).resolveStringValue(attribute);
		return (resolved != null) ? resolved : "";
	}

	private BeanFactory requireBeanFactory() {
		BeanFactory factory = this.beanFactory;
		if (factory == null) {
			throw new IllegalStateException("The processor is used outside a bean factory.");
		}
		return factory;
	}

}
