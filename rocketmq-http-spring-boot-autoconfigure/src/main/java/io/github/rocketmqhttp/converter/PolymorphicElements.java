package io.github.rocketmqhttp.converter;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Finds the type to write collections and maps as whose elements carry ids of their
 * types. A payload has lost what it was declared as, and a mapper that does not know it
 * leaves those ids out: no receiver could read such a list.
 */
final class PolymorphicElements {

	private final Predicate<Class<?>> typed;

	/**
	 * Creates the finder.
	 * @param typed whether a class, by its annotations, is written with an id
	 */
	PolymorphicElements(Predicate<Class<?>> typed) {
		this.typed = typed;
	}

	/**
	 * Finds the type.
	 * @param payload what is written
	 * @return the type; {@code null} where the payload's own class will do
	 */
	@Nullable Type typeOf(Object payload) {
		boolean container = payload instanceof Collection<?> || payload instanceof Map<?, ?>;
		ResolvableType type = (container && !hasElementType(payload.getClass())) ? common(List.of(payload)) : null;
		return (type != null) ? type.getType() : null;
	}

	/**
	 * Whether a class says itself of what it is a collection or map.
	 */
	private static boolean hasElementType(Class<?> type) {
		ResolvableType[] generics = ResolvableType.forClass(type)
			.as(Map.class.isAssignableFrom(type) ? Map.class : Collection.class)
			.getGenerics();
		return generics.length > 0 && generics[generics.length - 1].resolve() != null;
	}

	private @Nullable ResolvableType common(Collection<?> values) {
		List<?> present = values.stream().filter(Objects::nonNull).toList();
		if (present.isEmpty()) {
			return null;
		}
		if (present.stream().allMatch(Collection.class::isInstance)) {
			ResolvableType inner = common(
					present.stream().flatMap((value) -> ((Collection<?>) value).stream()).toList());
			return (inner != null) ? ResolvableType.forClassWithGenerics(Collection.class, inner) : null;
		}
		if (present.stream().allMatch(Map.class::isInstance)) {
			ResolvableType inner = common(
					present.stream().flatMap((value) -> ((Map<?, ?>) value).values().stream()).toList());
			return (inner != null)
					? ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(Object.class), inner)
					: null;
		}
		Class<?> base = base(present);
		return (base != null) ? ResolvableType.forClass(base) : null;
	}

	/**
	 * The most general type of all values that is written with an id.
	 */
	private @Nullable Class<?> base(List<?> values) {
		Class<?> base = null;
		for (Class<?> candidate : typesOf(values.get(0).getClass())) {
			if ((base == null || candidate.isAssignableFrom(base)) && values.stream().allMatch(candidate::isInstance)
					&& this.typed.test(candidate)) {
				base = candidate;
			}
		}
		return base;
	}

	private static Set<Class<?>> typesOf(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			types.add(current);
		}
		types.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
		return types;
	}

}
