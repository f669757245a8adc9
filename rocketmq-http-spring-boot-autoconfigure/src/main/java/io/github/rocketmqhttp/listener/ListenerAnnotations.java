package io.github.rocketmqhttp.listener;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.rocketmqhttp.handler.AnnotationCandidates;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Finds the annotated methods of a class. A method without an annotation has those of the
 * methods that it overrides or implements; its own replace them.
 */
final class ListenerAnnotations {

	private final AnnotationCandidates candidates = new AnnotationCandidates(
			List.of(RocketMqHttpListener.class, RocketMqHttpListeners.class));

	/**
	 * Finds the methods.
	 * @param type the class of a bean, without its proxy
	 * @return the methods with their annotations, possibly none
	 */
	Map<Method, Set<RocketMqHttpListener>> find(Class<?> type) {
		return this.candidates.contain(type) ? MethodIntrospector.selectMethods(type, ListenerAnnotations::annotations)
				: Map.of();
	}

	private static @Nullable Set<RocketMqHttpListener> annotations(Method method) {
		List<MergedAnnotation<RocketMqHttpListener>> found = MergedAnnotations
			.from(method, SearchStrategy.TYPE_HIERARCHY)
			.stream(RocketMqHttpListener.class)
			.toList();
		Set<RocketMqHttpListener> own = found.stream()
			.filter((annotation) -> found.stream().noneMatch((other) -> isReplaced(annotation, other)))
			.map(MergedAnnotation::synthesize)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		return own.isEmpty() ? null : own;
	}

	private static boolean isReplaced(MergedAnnotation<?> annotation, MergedAnnotation<?> by) {
		Class<?> declaring = declaringClass(annotation);
		Class<?> other = declaringClass(by);
		return declaring != other && declaring.isAssignableFrom(other);
	}

	private static Class<?> declaringClass(MergedAnnotation<?> annotation) {
		if (annotation.getSource() instanceof Method source) {
			return source.getDeclaringClass();
		}
		throw new IllegalStateException("The annotation of a method was not found on a method.");
	}

}
