package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.springframework.aop.support.AopUtils;

/**
 * A method with messages, and the class in which it is called.
 *
 * @param method the method of the class itself, of an interface only if the class is one
 * or a JDK proxy
 * @param targetClass the class
 */
record AnnotatedCall(Method method, Class<?> targetClass) {

	/**
	 * Finds the method of the class itself. The methods of a JDK proxy, such as the one
	 * of a MyBatis mapper, are generated and say nothing: there the interface speaks.
	 */
	static AnnotatedCall of(Method method, Class<?> targetClass) {
		return new AnnotatedCall(
				Proxy.isProxyClass(targetClass) ? method : AopUtils.getMostSpecificMethod(method, targetClass),
				targetClass);
	}

	/**
	 * Names it for people, such as {@code OrderService.place(Order)}.
	 */
	@Override
	public String toString() {
		Class<?> named = Proxy.isProxyClass(this.targetClass) ? this.method.getDeclaringClass() : this.targetClass;
		return named.getSimpleName() + "." + this.method.getName()
				+ Arrays.stream(this.method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
