package io.github.rocketmqhttp.reliability.chaos;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * When which instance is killed: at random intervals, counted in ended transactions.
 * There is always work left for the next life.
 */
final class Kills {

	private final SplittableRandom random;

	private final int gap;

	private final int most;

	private int next;

	private int count;

	Kills(SplittableRandom random, ChaosSettings settings) {
		this.random = random;
		this.most = settings.kills();
		this.gap = settings.transactions() / (this.most + 1);
		this.next = gap();
	}

	private int gap() {
		return this.gap / 2 + this.random.nextInt(Math.max(1, this.gap));
	}

	/**
	 * Chooses whom to kill now.
	 * @param ended how many transactions have ended
	 */
	Optional<Instance> victim(int ended, List<Instance> instances) {
		if (ended < this.next || this.count == this.most) {
			return Optional.empty();
		}
		List<Instance> alive = instances.stream().filter(Instance::isReady).toList();
		if (alive.isEmpty()) {
			return Optional.empty();
		}
		this.next = ended + gap();
		this.count++;
		return Optional.of(alive.get(this.random.nextInt(alive.size())));
	}

	int count() {
		return this.count;
	}

}
