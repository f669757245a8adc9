package io.github.rocketmqhttp.actuate;

import java.util.Map;

/**
 * What became of an operator's request.
 *
 * @param outcome what was done; of several messages the worst
 * @param detail the same in words: why, and what to do next
 * @param messages for transactions and messages: the detail of each message, by its id
 */
public record OperatorAnswer(Outcome outcome, String detail, Map<String, String> messages) {

	/**
	 * Copies the messages.
	 */
	public OperatorAnswer {
		messages = Map.copyOf(messages);
	}

	static OperatorAnswer of(Outcome outcome, String detail) {
		return new OperatorAnswer(outcome, detail, Map.of());
	}

	/**
	 * What was done, the worst last. What does not exist is no worse than what has been
	 * done: of several messages one may just have been decided.
	 */
	public enum Outcome {

		/** This process knows nothing by that id. */
		NOT_FOUND,

		/** It has been done. */
		DONE,

		/** The next back-check will be answered with it. */
		AT_NEXT_CHECK,

		/** Nothing was done. */
		REFUSED

	}

}
