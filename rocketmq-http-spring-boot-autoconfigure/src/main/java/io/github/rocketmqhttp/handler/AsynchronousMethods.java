package io.github.rocketmqhttp.handler;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

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
 * Tells methods that return before their work is done: a message would be acknowledged by
 * then, and be lost when the work fails.
 */
public final class AsynchronousMethods {

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
	 * Whether a method is a suspending function of Kotlin.
	 * @param method the method
	 * @return whether it returns before its work is done
	 */
	public static boolean isSuspending(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return parameters.length > 0 && parameters[parameters.length - 1].getName().equals(CONTINUATION);
	}

	/**
	 * Whether a method runs in another thread than the one that calls it.
	 * @param method the annotated method
	 * @param type the class of the bean, without its proxy
	 * @param bean the bean to call
	 * @return what makes it so, a clause; {@code null} if nothing does
	 */
	public static @Nullable String otherThread(Method method, Class<?> type, Object bean) {
		return (AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(ClassUtils.getUserClass(type), Async.class)) ? "it is @Async"
						: otherThreadByProxy(method, type, bean);
	}

	/**
	 * Whether an annotation of the application's own, or an advisor, lets a method run in
	 * another thread.
	 * @param method the annotated method
	 * @param type the class of the bean, without its proxy
	 * @param bean the bean to call
	 * @return what makes it so, a clause; {@code null} if nothing does
	 */
	public static @Nullable String otherThreadByProxy(Method method, Class<?> type, Object bean) {
		Object current = bean;
		while (current instanceof Advised advised) {
			if (Arrays.stream(advised.getAdvisors()).anyMatch((advisor) -> submits(advisor, method, type))) {
				return "its bean is proxied so that it runs in another thread";
			}
			current = AopProxyUtils.getSingletonTarget(current);
		}
		return null;
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
	 * @param type the type
	 * @return whether it is a future, a publisher or the like
	 */
	public static boolean isAsynchronous(Class<?> type) {
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| Flow.Publisher.class.isAssignableFrom(type)
				|| OTHER_TYPES.stream().anyMatch((other) -> other.isAssignableFrom(type))
				|| Objects.nonNull(ReactiveAdapterRegistry.getSharedInstance().getAdapter(type));
	}

}
