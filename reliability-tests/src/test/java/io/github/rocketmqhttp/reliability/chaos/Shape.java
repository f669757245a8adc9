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
	 * The messages that are delivered if the transaction commits.
	 * @param returns whether the method returns: one that throws sends nothing afterwards
	 */
	List<String> tags(boolean returns) {
		return returns ? Stream.concat(early().stream(), late().stream()).toList() : early();
	}

}
