package io.github.rocketmqhttp.reliability.chaos;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which messages a transaction sends, by their tags.
 */
enum Shape {

	/** One before the method. */
	EARLY,

	/** One before the commit. */
	LATE,

	/** Two before the method. */
	TWO_EARLY,

	/** One before the method and one before the commit. */
	BOTH;

	private List<String> early() {
		return switch (this) {
			case EARLY -> List.of("early");
			case LATE -> List.of();
			case TWO_EARLY -> List.of("first", "second");
			case BOTH -> List.of("before");
		};
	}

	private List<String> late() {
		return switch (this) {
			case EARLY, TWO_EARLY -> List.of();
			case LATE -> List.of("late");
			case BOTH -> List.of("after");
		};
	}

	/**
	 * Whether a message is made when the method returns.
	 */
	boolean isMadeAtReturn() {
		return !late().isEmpty();
	}

	/**
	 * The messages that are delivered if the transaction commits.
	 */
	List<String> tags() {
		return Stream.concat(early().stream(), late().stream()).toList();
	}

}
