package io.github.rocketmqhttp.handler;

import java.lang.reflect.RecordComponent;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Equal values have equal texts, in all processes.
 */
public final class StableText {

	/** Kinds of sets and maps whose order does not depend on the process. */
	private static final List<Class<?>> ORDERED = List.of(SortedSet.class, LinkedHashSet.class, EnumSet.class,
			SortedMap.class, LinkedHashMap.class, EnumMap.class);

	private StableText() {
	}

	/**
	 * Whether a value has one, as far as that can be seen.
	 * @param value what has a text
	 * @return {@code false} for arrays, objects without a text of their own, sets and
	 * maps without an order, dates, whose texts depend on the time zone, and what holds
	 * one of those
	 */
	public static boolean has(@Nullable Object value) {
		if (value == null) {
			return true;
		}
		if (value instanceof Optional<?> optional) {
			return has(optional.orElse(null));
		}
		if (value instanceof Collection<?> elements) {
			return (elements.size() < 2 || !(elements instanceof Set) || isOrdered(elements))
					&& elements.stream().allMatch(StableText::has);
		}
		if (value instanceof Map<?, ?> map) {
			return (map.size() < 2 || isOrdered(map))
					&& map.entrySet().stream().allMatch((entry) -> has(entry.getKey()) && has(entry.getValue()));
		}
		if (value instanceof Date || value instanceof Calendar) {
			return false;
		}
		Class<?> type = value.getClass();
		Class<?> textFrom = ClassUtils.getMethod(type, "toString").getDeclaringClass();
		return !type.isArray() && textFrom != Object.class
				&& (!type.isRecord() || Stream.of(type.getRecordComponents())
					.map(RecordComponent::getAccessor)
					.peek(ReflectionUtils::makeAccessible)
					.allMatch((component) -> has(ReflectionUtils.invokeMethod(component, value))));
	}

	private static boolean isOrdered(Object elements) {
		return ORDERED.stream().anyMatch((type) -> type.isInstance(elements));
	}

}
