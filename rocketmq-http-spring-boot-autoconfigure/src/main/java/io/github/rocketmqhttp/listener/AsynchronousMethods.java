package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Refuses listener methods that return before their work is done: the message would be
 * acknowledged by then, and be lost when the work fails.
 */
final class AsynchronousMethods {

	/** Types of libraries that need not be there. */
	private static final List<Class<?>> OTHER_TYPES = present("org.reactivestreams.Publisher", "kotlinx.coroutines.Job",
			"kotlinx.coroutines.flow.Flow");

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

	private AsynchronousMethods() {
	}

	private static List<Class<?>> present(String... names) {
		ClassLoader loader = AsynchronousMethods.class.getClassLoader();
		return Arrays.stream(names)
			.filter((name) -> ClassUtils.isPresent(name, loader))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, loader))
			.toList();
	}

	/**
	 * Refuses a method that is asynchronous by its declaration or by its bean's proxy.
	 * @param method the annotated method
	 * @param type the class of the bean, without its proxy
	 * @param bean the bean to call
	 * @throws InvalidListenerException if it is
	 */
	static void refuse(Method method, Class<?> type, Object bean) {
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0 && parameters[parameters.length - 1].getName().equals(CONTINUATION)) {
			throw new InvalidListenerException(method, "it is a suspending function",
					"Use a blocking function, for example with runBlocking.");
		}
		if (isAsynchronous(method.getReturnType())) {
			throw new InvalidListenerException(method,
					"it returns " + method.getReturnType().getTypeName()
							+ ", and the message would be acknowledged before that is done",
					"Wait for the result in the method and return nothing.");
		}
		if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(ClassUtils.getUserClass(type), Async.class)) {
			refuse(method, "it is @Async");
		}
		refuseAdvised(method, type, bean);
	}

	/**
	 * Looks for what an annotation of the application's own, or an advisor, has made
	 * asynchronous.
	 */
	static void refuseAdvised(Method method, Class<?> type, Object bean) {
		Object current = bean;
		while (current instanceof Advised advised) {
			if (Arrays.stream(advised.getAdvisors()).anyMatch((advisor) -> submits(advisor, method, type))) {
				refuse(method, "its bean is proxied so that it runs in another thread");
			}
			current = AopProxyUtils.getSingletonTarget(current);
		}
	}

	private static void refuse(Method method, String reason) {
		throw new InvalidListenerException(method,
				reason + ", and the message would be acknowledged before its work is done",
				"Let the method run in the thread that calls it; for calls side by side set concurrency.");
	}

	private static boolean submits(Advisor advisor, Method method, Class<?> type) {
		if (!(advisor.getAdvice() instanceof AsyncExecutionInterceptor)) {
			return false;
		}
		return !(advisor instanceof PointcutAdvisor pointcut)
				|| (pointcut.getPointcut().getClassFilter().matches(type) && pointcut.getPointcut()
					.getMethodMatcher()
					.matches(AopUtils.getMostSpecificMethod(method, type), type));
	}

	/**
	 * Whether something of a type stands for work that may not be done yet.
	 */
	static boolean isAsynchronous(Class<?> type) {
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| Flow.Publisher.class.isAssignableFrom(type)
				|| OTHER_TYPES.stream().anyMatch((other) -> other.isAssignableFrom(type))
				|| Objects.nonNull(ReactiveAdapterRegistry.getSharedInstance().getAdapter(type));
	}

}
