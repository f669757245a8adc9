package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;

/**
 * One annotated method and what its annotation asks for.
 *
 * @param id names the container
 * @param attributes the annotation
 * @param bean the bean to call, a proxy where there is one
 * @param type the class of the bean, without its proxy
 * @param method the annotated method as the user's class declares it
 */
record ListenerEndpoint(String id, ListenerAttributes attributes, Object bean, Class<?> type, Method method) {

	/**
	 * The same, called on another object, such as a proxy that is known by now.
	 */
	ListenerEndpoint with(Object bean) {
		return new ListenerEndpoint(this.id, this.attributes, bean, this.type, this.method);
	}

	/**
	 * Names the method without calling the bean.
	 */
	@Override
	public String toString() {
		return "ListenerEndpoint[id=" + this.id + ", method=" + this.method.toGenericString() + "]";
	}

}
