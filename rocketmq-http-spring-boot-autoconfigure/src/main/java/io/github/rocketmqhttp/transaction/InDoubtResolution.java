package io.github.rocketmqhttp.transaction;

/**
 * What became of an operator's decision about a message in doubt.
 *
 * @param outcome what was done
 * @param detail the same in words: why, and what to do next
 */
public record InDoubtResolution(Outcome outcome, String detail) {

	/**
	 * What was done.
	 */
	public enum Outcome {

		/** The broker has accepted the decision. */
		DECIDED,

		/**
		 * The next back-check that this process gets for the message will be answered
		 * with the decision.
		 */
		AT_NEXT_CHECK,

		/** Nothing was done: somebody whose word is final says otherwise, or nothing. */
		REFUSED,

		/** This process does not know the message as one in doubt. */
		NOT_FOUND

	}

}
