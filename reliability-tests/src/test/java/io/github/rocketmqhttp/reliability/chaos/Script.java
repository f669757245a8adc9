package io.github.rocketmqhttp.reliability.chaos;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one transaction does. The seed of the run and the number of the transaction decide
 * it, in every process alike.
 *
 * @param number also the id of its order
 * @param shape its messages
 * @param ending its end
 * @param caller whether it is part of a transaction of its caller
 * @param hold where it stands still
 * @param holdTime how long at least
 */
record Script(int number, Shape shape, Ending ending, boolean caller, Hold hold, Duration holdTime) {

	private static final int BUSINESS_FAILURES = 20;

	private static final int CALLERS = 15;

	/** These stand still whatever the seed is: a run without any would prove less. */
	private static final int EVERY_HOLD = 15;

	private static final int LONGEST_HOLD_MILLIS = 2500;

	static Script of(long seed, int number) {
		SplittableRandom random = new SplittableRandom(seed ^ new SplittableRandom(number).nextLong());
		boolean holds = number % EVERY_HOLD == 0;
		Shape shape = holds ? pick(random, Shape.EARLY, Shape.TWO_EARLY, Shape.BOTH) : pick(random, Shape.values());
		Ending ending = (random.nextInt(100) < BUSINESS_FAILURES) ? pick(random, failures()) : Ending.RETURNS;
		boolean caller = random.nextInt(100) < CALLERS || ending.needsCaller();
		Hold hold = holds ? pick(random, Hold.BEFORE_BEGIN, Hold.IN_METHOD) : Hold.NONE;
		Duration holdTime = Duration.ofMillis(random.nextInt(LONGEST_HOLD_MILLIS));
		return new Script(number, shape, ending, caller, possible(hold, caller), holdTime);
	}

	@SafeVarargs
	private static <T> T pick(SplittableRandom random, T... values) {
		return values[random.nextInt(values.length)];
	}

	private static Ending[] failures() {
		return new Ending[] { Ending.RUNTIME_EXCEPTION, Ending.RUNTIME_EXCEPTION, Ending.ROLLBACK_ONLY,
				Ending.ROLLBACK_ONLY, Ending.CHECKED_EXCEPTION, Ending.CHECKED_EXCEPTION, Ending.CALLER_FAILS,
				Ending.CALLER_SWALLOWS };
	}

	/**
	 * A caller's transaction has begun before.
	 */
	private static Hold possible(Hold hold, boolean caller) {
		return (hold == Hold.BEFORE_BEGIN && caller) ? Hold.IN_METHOD : hold;
	}

	/**
	 * The messages that are due if its order is committed.
	 */
	List<MessageName> due() {
		return this.shape.tags().stream().map((tag) -> new MessageName(this.number, tag)).toList();
	}

}
