package io.github.rocketmqhttp.listener;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Which tags a listener wants, whatever the order in which they are written.
 *
 * @param tags the tags; none for all messages
 */
record TagFilter(Set<String> tags) {

	private static final String EVERYTHING = "*";

	private static final Pattern OR = Pattern.compile("\\|\\|");

	private static final Pattern TAG = Pattern.compile("[^\\s,|]+");

	/**
	 * Reads a filter.
	 * @param text tags joined by {@code ||}; {@code null} or {@code *} for everything
	 * @return the filter
	 */
	static TagFilter of(@Nullable String text) {
		return (text == null || text.strip().equals(EVERYTHING)) ? new TagFilter(Set.of())
				: new TagFilter(OR.splitAsStream(text)
					.map(String::strip)
					.filter((tag) -> !tag.isEmpty())
					.collect(Collectors.toUnmodifiableSet()));
	}

	/**
	 * Whether the text is a filter that the service understands as its author does.
	 */
	static boolean isClear(@Nullable String text) {
		Set<String> tags = of(text).tags();
		return text == null || text.strip().equals(EVERYTHING) || (!tags.isEmpty() && !tags.contains(EVERYTHING)
				&& tags.stream().allMatch((tag) -> TAG.matcher(tag).matches()));
	}

	/**
	 * How a text is probably meant.
	 * @return the tags that stand in it, joined by {@code ||}; empty when there is none,
	 * or when it asks for everything
	 */
	static String suggest(String text) {
		String[] tags = text.strip().split("[\\s,|&]+");
		return Arrays.asList(tags).contains(EVERYTHING) ? ""
				: Arrays.stream(tags).filter((tag) -> !tag.isEmpty()).collect(Collectors.joining(" || "));
	}

}
