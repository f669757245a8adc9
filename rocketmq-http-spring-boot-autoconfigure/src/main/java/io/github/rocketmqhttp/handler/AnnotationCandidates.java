package io.github.rocketmqhttp.handler;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ConcurrentReferenceHashMap.ReferenceType;
import org.springframework.util.ReflectionUtils;

/**
 * Sorts out classes that cannot have certain annotations, so that the methods of most
 * beans need not be searched one by one: that takes much of the time in which an
 * application starts. A candidate has one of them, or one that is annotated with them, on
 * itself or a method, also in a superclass or an interface. Safe for concurrent use.
 */
public final class AnnotationCandidates {

	private final List<Class<? extends Annotation>> wanted;

	private final Map<Class<?>, Boolean> classes = new ConcurrentReferenceHashMap<>(64, ReferenceType.WEAK);

	private final Map<Class<?>, Boolean> annotations = new ConcurrentReferenceHashMap<>(16, ReferenceType.WEAK);

	/**
	 * Creates the sorter.
	 * @param wanted the annotations, with the containers of repeatable ones
	 */
	public AnnotationCandidates(List<Class<? extends Annotation>> wanted) {
		this.wanted = List.copyOf(wanted);
	}

	/**
	 * Whether a class may have an annotation.
	 * @param type the class of a bean, without its proxy
	 * @return {@code false} if searching its methods would find nothing
	 */
	public boolean contain(Class<?> type) {
		Boolean known = this.classes.get(type);
		if (known == null) {
			known = look(type);
			this.classes.put(type, known);
		}
		return known;
	}

	private boolean look(Class<?> type) {
		if (type.getName().startsWith("java.")) {
			return false;
		}
		if (anyLeads(type.getDeclaredAnnotations())) {
			return true;
		}
		for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
			if (anyLeads(method.getDeclaredAnnotations())) {
				return true;
			}
		}
		Class<?> superclass = type.getSuperclass();
		return (superclass != null && contain(superclass))
				|| Arrays.stream(type.getInterfaces()).anyMatch(this::contain);
	}

	private boolean anyLeads(Annotation[] declared) {
		for (Annotation annotation : declared) {
			Class<? extends Annotation> type = annotation.annotationType();
			Boolean known = this.annotations.get(type);
			if (known == null) {
				known = leads(type);
				this.annotations.put(type, known);
			}
			if (known) {
				return true;
			}
		}
		return false;
	}

	private boolean leads(Class<? extends Annotation> type) {
		if (this.wanted.contains(type)) {
			return true;
		}
		MergedAnnotations meta = MergedAnnotations.from(type);
		return this.wanted.stream().anyMatch(meta::isPresent);
	}

}
