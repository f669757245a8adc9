package io.github.rocketmqhttp.reliability.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What came of one run.
 *
 * @param database where
 * @param seed decides copies, order, faults and victims
 * @param messages how many different ones
 * @param published how many with their copies
 * @param kills how many instances died
 * @param rounds how often the broker's time had to move until everything was acknowledged
 * @param effects how often each message has taken effect
 * @param rows how many messages the inbox knows
 * @param took how long it took
 */
record InboxResult(String database, long seed, int messages, long published, int kills, int rounds,
		Map<Integer, Long> effects, int rows, Duration took) {

	/**
	 * The messages that have not taken effect exactly once.
	 */
	List<Integer> wrong() {
		return IntStream.rangeClosed(1, this.messages)
			.filter((number) -> this.effects.getOrDefault(number, 0L) != 1)
			.boxed()
			.toList();
	}

	String toMarkdown() {
		return "| " + this.database + " | " + this.seed + " | " + this.messages + " | " + this.published + " | "
				+ this.kills + " | " + this.rounds + " | " + wrong().size() + " | " + this.took.toSeconds() + " s |\n";
	}

}
