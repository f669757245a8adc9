package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.handler.AsynchronousMethods;
import io.github.rocketmqhttp.handler.RelatedContexts;
import io.github.rocketmqhttp.listener.ListenerBeans.UnmadeBean;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.util.ClassUtils;

/**
 * Finds {@link RocketMqHttpListener} methods on beans and registers a container for each.
 * <p>
 * It needs nothing but the bean factory, so that it makes no bean early: factory and
 * registry are looked up when all singletons exist, and only if there is a listener. Lazy
 * beans with listeners are made then. Listeners of beans that are defined later are
 * registered, and started, at once.
 */
public final class RocketMqHttpListenerAnnotationBeanPostProcessor implements BeanPostProcessor, BeanFactoryAware,
		SmartInitializingSingleton, ApplicationListener<ContextRefreshedEvent> {

	private @Nullable BeanFactory beanFactory;

	private final ListenerAnnotations annotations = new ListenerAnnotations();

	private final List<Found> pending = new ArrayList<>();

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
		if (bean instanceof AopInfrastructureBean) {
			return bean;
		}
		Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		Map<Method, Set<RocketMqHttpListener>> methods = this.annotations.find(type);
		if (methods.isEmpty()) {
			return bean;
		}
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			// Called through the scoped proxy, which does not show how this one is
			// proxied.
			methods.keySet()
				.forEach((method) -> ListenerMethodFactory.refuseOtherThread(method,
						AsynchronousMethods.otherThreadByProxy(method, type, bean)));
			return bean;
		}
		requireSingleton(beanName, type);
		add(bean, beanName, type, methods);
		return bean;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory instanceof ConfigurableListableBeanFactory factory) {
			ListenerBeans beans = new ListenerBeans(factory, this.annotations);
			beans.unmade(known()).forEach(this::make);
			beans.registered(known()).forEach((name) -> postProcessAfterInitialization(factory.getBean(name), name));
		}
		List<Found> found;
		synchronized (this.pending) {
			this.singletonsExist = true;
			found = List.copyOf(this.pending);
			this.pending.clear();
		}
		found.forEach((one) -> register(one.endpoint().with(current(one))));
	}

	/**
	 * Looks for listeners in contexts above and below this one that have no such
	 * processor.
	 * @param event tells that a context is ready: this one or one below it
	 * @throws InvalidListenerException if there are listeners that nobody calls
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		RelatedContexts.forEach(event, requireBeanFactory(), getClass(),
				(context, factory) -> new ListenerBeans(factory, this.annotations).any().ifPresent((method) -> {
					throw new InvalidListenerException(method,
							"its bean is in the context '" + context
									+ "', which does not have the starter, so nothing looks for listeners there",
							RelatedContexts.ACTION);
				}));
	}

	private Set<String> known() {
		synchronized (this.pending) {
			return this.pending.stream().map(Found::beanName).collect(Collectors.toSet());
		}
	}

	private void make(UnmadeBean unmade) {
		Object bean = requireBeanFactory().getBean(unmade.name());
		// It has not come by here if it is a scoped proxy or synthetic.
		if (!known().contains(unmade.name())) {
			add(bean, unmade.name(), unmade.type(), this.annotations.find(unmade.type()));
		}
	}

	/**
	 * The bean as everybody else gets it. In a circle of beans the proxy is made before
	 * the bean comes by here, without it.
	 */
	private Object current(Found found) {
		ListenerEndpoint endpoint = found.endpoint();
		if (requireBeanFactory() instanceof ConfigurableBeanFactory factory
				&& factory.containsSingleton(found.beanName())) {
			Object bean = factory.getBean(found.beanName());
			return (ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean)) == endpoint.type()) ? bean
					: endpoint.bean();
		}
		return endpoint.bean();
	}

	private void add(Object bean, String beanName, Class<?> type, Map<Method, Set<RocketMqHttpListener>> methods) {
		methods.forEach((method, annotations) -> {
			AttributeReader reader = new AttributeReader(requireBeanFactory());
			int number = 0;
			for (RocketMqHttpListener annotation : annotations) {
				number++;
				String id = reader.id(annotation);
				String name = beanName + "." + method.getName() + ((number > 1) ? "-" + number : "");
				add(new Found(beanName, new ListenerEndpoint((id != null) ? id : name, reader.read(annotation, method),
						bean, type, method)));
			}
		});
	}

	private void add(Found found) {
		synchronized (this.pending) {
			if (!this.singletonsExist) {
				this.pending.add(found);
				return;
			}
		}
		register(found.endpoint());
	}

	private void requireSingleton(String beanName, Class<?> type) {
		if (this.beanFactory instanceof ConfigurableListableBeanFactory factory) {
			new ListenerBeans(factory, this.annotations).requireSingleton(beanName, type);
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

	/**
	 * A listener and the bean on which it was found.
	 */
	private record Found(String beanName, ListenerEndpoint endpoint) {
	}

}
