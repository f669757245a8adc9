package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds beans with listeners by the types of their definitions, whether they exist or
 * not: lazy ones, what factory beans make, and those in scoped proxies. No bean is made
 * to find them.
 */
final class ListenerBeans {

	private static final Logger logger = LoggerFactory.getLogger(ListenerBeans.class);

	/** Scopes that exist while a request of the web is handled, on its thread. */
	private static final Set<String> WEB_SCOPES = Set.of("request", "session", "websocket");

	private final ConfigurableListableBeanFactory beanFactory;

	private final ListenerAnnotations annotations;

	ListenerBeans(ConfigurableListableBeanFactory beanFactory, ListenerAnnotations annotations) {
		this.beanFactory = beanFactory;
		this.annotations = annotations;
	}

	/**
	 * Finds those that do not exist yet.
	 * @param known names of beans that need not be looked at
	 * @return the beans, those in scoped proxies by the proxy's name
	 * @throws InvalidListenerException if a listener is on a bean that cannot have one
	 */
	List<UnmadeBean> unmade(Set<String> known) {
		List<UnmadeBean> found = new ArrayList<>();
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			if (!known.contains(name) && !isMade(name)) {
				Class<?> type = listenerType(name);
				if (type != null) {
					found.add(new UnmadeBean(requireUsable(name, type), type));
				}
			}
		}
		return found;
	}

	/**
	 * Finds one of all listeners.
	 * @return a method, empty if there is none
	 */
	Optional<Method> any() {
		return Stream
			.concat(Arrays.stream(this.beanFactory.getBeanDefinitionNames()).map(this::listenerType),
					registered(Set.of()).stream().map((name) -> userType(this.beanFactory.getSingleton(name))))
			.filter(Objects::nonNull)
			.findFirst()
			.map(this::listener);
	}

	/**
	 * Finds those that were registered as objects, without a definition: no processor has
	 * seen them.
	 * @param known names of beans that need not be looked at
	 * @return their names
	 */
	List<String> registered(Set<String> known) {
		return Arrays.stream(this.beanFactory.getSingletonNames())
			.filter((name) -> !known.contains(name) && !this.beanFactory.containsBeanDefinition(name))
			.filter((name) -> hasListeners(name, this.beanFactory.getSingleton(name)))
			.toList();
	}

	private boolean hasListeners(String name, @Nullable Object bean) {
		Class<?> type = userType(bean);
		return type != null && hasListeners(name, type);
	}

	private static @Nullable Class<?> userType(@Nullable Object bean) {
		return (bean != null) ? ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean)) : null;
	}

	private @Nullable Class<?> listenerType(String name) {
		BeanDefinition definition = this.beanFactory.getBeanDefinition(name);
		Class<?> type = definition.isAbstract() ? null : type(name, definition);
		return (type != null && hasListeners(name, type)) ? type : null;
	}

	private Method listener(Class<?> type) {
		return this.annotations.find(type).keySet().iterator().next();
	}

	private boolean isMade(String name) {
		return this.beanFactory.containsSingleton(name) && !this.beanFactory.isFactoryBean(name);
	}

	private @Nullable Class<?> type(String name, BeanDefinition definition) {
		try {
			Class<?> type = (definition
				.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE) instanceof Class<?> original) ? original
						: this.beanFactory.getType(name, false);
			return (type != null) ? ClassUtils.getUserClass(type) : null;
		}
		catch (BeansException | LinkageError ex) {
			logger.debug("The type of bean {} cannot be told, so no listener is looked for in it", name, ex);
			return null;
		}
	}

	private boolean hasListeners(String name, Class<?> type) {
		try {
			return !this.annotations.find(type).isEmpty();
		}
		catch (IllegalStateException | LinkageError ex) {
			// Nothing but a bean that could not be made has methods of missing types.
			logger.debug("The methods of bean {} cannot be read, so no listener is looked for in it", name, ex);
			return false;
		}
	}

	private String requireUsable(String name, Class<?> type) {
		if (!ScopedProxyUtils.isScopedTarget(name)) {
			requireSingleton(name, type);
			return name;
		}
		String scope = this.beanFactory.getMergedBeanDefinition(name).getScope();
		if (scope != null && WEB_SCOPES.contains(scope)) {
			throw new InvalidListenerException(listener(type),
					"its bean has the scope '" + scope + "', and no message comes in one",
					"Move the method to a singleton bean.");
		}
		return ScopedProxyUtils.getOriginalBeanName(name);
	}

	/**
	 * Refuses a bean of which there may be several, or none.
	 * @throws InvalidListenerException if it is no singleton
	 */
	void requireSingleton(String name, Class<?> type) {
		if (this.beanFactory.containsBean(name) && !this.beanFactory.isSingleton(name)) {
			throw new InvalidListenerException(listener(type),
					"its bean '" + name + "' is no singleton, and every instance would start a listener",
					"Move the method to a singleton bean, or give the scope a proxy, proxyMode ="
							+ " ScopedProxyMode.TARGET_CLASS.");
		}
	}

	/**
	 * A bean that is not made yet.
	 *
	 * @param name what to ask the bean factory for
	 * @param type the class with the listeners
	 */
	record UnmadeBean(String name, Class<?> type) {
	}

}
