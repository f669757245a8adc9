package io.github.rocketmqhttp.broker.store;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Which messages a poll wants, by tag.
 *
 * @param tags the wanted tags; empty means every message, tagged or not
 */
public record TagFilter(Set<String> tags) {

	/** Takes every message. */
	public static final TagFilter ALL = new TagFilter(Set.of());

	/**
	 * Copies the tags.
	 */
	public TagFilter {
		tags = Set.copyOf(tags);
	}

	/**
	 * Reads a filter expression.
	 * @param expression tags joined by {@code ||}; {@code null}, blank or with a
	 * {@code *} among the parts means everything
	 * @return the filter
	 */
	public static TagFilter of(@Nullable String expression) {
		if (expression == null) {
			return ALL;
		}
		Set<String> tags = Arrays.stream(expression.split("\\|\\|", -1))
			.map(String::strip)
			.filter((tag) -> !tag.isEmpty())
			.collect(Collectors.toUnmodifiableSet());
		return tags.contains("*") ? ALL : new TagFilter(tags);
	}

	boolean accepts(@Nullable String tag) {
		return this.tags.isEmpty() || (tag != null && this.tags.contains(tag));
	}

}
