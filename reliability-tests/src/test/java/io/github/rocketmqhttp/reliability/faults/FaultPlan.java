package io.github.rocketmqhttp.reliability.faults;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Which faults happen how often, and the seed of their order. Its text, such as
 * {@code seed=42 DELAY=50 DROP_AFTER_SEND=20}, is all that a replay needs: a command line
 * can carry it, and {@link #parse} reads it.
 *
 * @param <F> the faults; by convention their first constant is "nothing happens"
 * @param faults the type of the faults
 * @param seed of the sequence of draws
 * @param perMille out of 1,000 draws, how many are to end in each fault; nothing happens
 * in the rest
 */
public record FaultPlan<F extends Enum<F>>(Class<F> faults, long seed, Map<F, Integer> perMille) {

	/** The range of the weights. */
	static final int ALL = 1000;

	/**
	 * Copies and checks the weights.
	 * @throws IllegalArgumentException if a weight is negative, their sum is above 1,000
	 * or "nothing happens" has one
	 */
	public FaultPlan {
		Map<F, Integer> copy = new EnumMap<>(faults);
		copy.putAll(perMille);
		perMille = Collections.unmodifiableMap(copy);
		if (perMille.values().stream().anyMatch((weight) -> weight < 0)
				|| perMille.values().stream().mapToInt(Integer::intValue).sum() > ALL) {
			throw new IllegalArgumentException("The weights " + perMille + " must be 0 or more, and 1,000 together.");
		}
		if (perMille.containsKey(none(faults))) {
			throw new IllegalArgumentException(none(faults) + " is what the weights leave; give it none.");
		}
	}

	/**
	 * Reads the text of a plan.
	 * @param <F> the faults
	 * @param faults the type of the faults
	 * @param text what {@link #toString()} wrote
	 * @return the same plan
	 * @throws IllegalArgumentException if it is not such a text
	 */
	public static <F extends Enum<F>> FaultPlan<F> parse(Class<F> faults, String text) {
		Map<F, Integer> perMille = new EnumMap<>(faults);
		Long seed = null;
		for (String part : text.strip().split("\\s+", -1)) {
			String[] pair = part.split("=", 2);
			if (pair.length != 2) {
				throw new IllegalArgumentException("'" + part + "' of the plan is not name=number.");
			}
			if (pair[0].equals("seed")) {
				seed = Long.valueOf(pair[1]);
			}
			else {
				perMille.put(Enum.valueOf(faults, pair[0]), Integer.valueOf(pair[1]));
			}
		}
		if (seed == null) {
			throw new IllegalArgumentException("The plan '" + text + "' has no seed.");
		}
		return new FaultPlan<>(faults, seed, perMille);
	}

	/**
	 * The same weights in another order, such as for another life of the same process.
	 * @param other the seed
	 * @return a new plan
	 */
	public FaultPlan<F> withSeed(long other) {
		return new FaultPlan<>(this.faults, other, this.perMille);
	}

	F none() {
		return none(this.faults);
	}

	private static <F extends Enum<F>> F none(Class<F> faults) {
		return faults.getEnumConstants()[0];
	}

	/**
	 * The fault at a point of the range.
	 * @param point from 0 to 999
	 * @param possible the faults that can happen here; the others leave their share to
	 * "nothing happens"
	 */
	F at(int point, Set<F> possible) {
		int bound = 0;
		for (Map.Entry<F, Integer> weight : this.perMille.entrySet()) {
			bound += possible.contains(weight.getKey()) ? weight.getValue() : 0;
			if (point < bound) {
				return weight.getKey();
			}
		}
		return none();
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("seed=").append(this.seed);
		this.perMille.forEach((fault, weight) -> text.append(' ').append(fault.name()).append('=').append(weight));
		return text.toString();
	}

}
