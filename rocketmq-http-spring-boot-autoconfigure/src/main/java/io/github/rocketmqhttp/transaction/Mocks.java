package io.github.rocketmqhttp.transaction;

import java.lang.reflect.Method;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Recognizes the mocks by which a test replaces beans, where Mockito is on the class
 * path.
 */
final class Mocks {

	private static final String MOCKITO = "org.mockito.Mockito";

	private Mocks() {
	}

	/**
	 * Whether a bean is a mock, which does nothing and so has no messages to send. A spy
	 * is none: it does what its class does.
	 */
	static boolean isMock(Object bean) {
		ClassLoader loader = ClassUtils.getDefaultClassLoader();
		if (!ClassUtils.isPresent(MOCKITO, loader)) {
			return false;
		}
		Method details = ClassUtils.getMethod(ClassUtils.resolveClassName(MOCKITO, loader), "mockingDetails",
				Object.class);
		Object described = ReflectionUtils.invokeMethod(details, null, bean);
		Assert.state(described != null, "Mockito describes every object");
		return is(details.getReturnType(), "isMock", described) && !is(details.getReturnType(), "isSpy", described);
	}

	private static boolean is(Class<?> type, String method, Object described) {
		return Boolean.TRUE.equals(ReflectionUtils.invokeMethod(ClassUtils.getMethod(type, method), described));
	}

}
