package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A method with messages, and the class in which it is called.
 *
 * @param method the method of the class itself, not of an interface
 * @param targetClass the class
 */
record AnnotatedCall(Method method, Class<?> targetClass) {

	/**
	 * Names it for people, such as {@code OrderService.place(Order)}.
	 */
	@Override
	public String toString() {
		return this.targetClass.getSimpleName() + "." + this.method.getName()
				+ Arrays.stream(this.method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
