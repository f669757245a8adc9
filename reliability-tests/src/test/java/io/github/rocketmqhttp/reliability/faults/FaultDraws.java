package io.github.rocketmqhttp.reliability.faults;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws the faults of a plan and counts them. Each stream has a sequence of its own, so
 * that the n-th commit meets the same fault however many polls came before it. Safe for
 * concurrent use.
 *
 * @param <S> the streams, kinds of request or call
 * @param <F> the faults
 */
final class FaultDraws<S extends Enum<S>, F extends Enum<F>> {

	private final FaultPlan<F> plan;

	private final Map<S, SplittableRandom> numbers;

	private final Map<S, Map<F, Long>> counts;

	private boolean calm;

	FaultDraws(Class<S> streams, FaultPlan<F> plan) {
		this.plan = plan;
		this.numbers = new EnumMap<>(streams);
		this.counts = new EnumMap<>(streams);
		long start = new SplittableRandom(plan.seed()).nextLong();
		for (S stream : streams.getEnumConstants()) {
			// The hash of a text is the same in every JVM, that of an enum is not.
			long apart = new SplittableRandom(stream.name().hashCode()).nextLong();
			this.numbers.put(stream, new SplittableRandom(start ^ apart));
			this.counts.put(stream, new EnumMap<>(plan.faults()));
		}
	}

	/**
	 * Draws for the next event of a stream. While calm nothing happens and the sequence
	 * stands still.
	 * @param possible the faults that can happen to it
	 */
	synchronized Draw<F> next(S stream, Set<F> possible) {
		Draw<F> draw = this.calm ? new Draw<>(this.plan.none(), 0) : draw(stream, possible);
		counts(stream).merge(draw.fault(), 1L, Long::sum);
		return draw;
	}

	private Draw<F> draw(S stream, Set<F> possible) {
		SplittableRandom random = this.numbers.get(stream);
		if (random == null) {
			throw new IllegalStateException(stream + " has no sequence.");
		}
		// Always two numbers, so that the sequence does not depend on their use.
		int point = random.nextInt(FaultPlan.ALL);
		double share = random.nextDouble();
		return new Draw<>(this.plan.at(point, possible), share);
	}

	private Map<F, Long> counts(S stream) {
		return this.counts.computeIfAbsent(stream, (key) -> new EnumMap<>(this.plan.faults()));
	}

	synchronized void calm(boolean on) {
		this.calm = on;
	}

	synchronized FaultCounts<S, F> counts() {
		return new FaultCounts<>(this.counts);
	}

	/**
	 * One outcome.
	 *
	 * @param share from 0 to 1: how much of what can vary, such as a delay
	 */
	record Draw<F extends Enum<F>>(F fault, double share) {
	}

}
