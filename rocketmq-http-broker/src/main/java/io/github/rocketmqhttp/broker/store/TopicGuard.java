package io.github.rocketmqhttp.broker.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lock of one topic, with what is to be done once it is free: answers to polls are
 * written, and other topics are entered, without holding it.
 */
final class TopicGuard {

	private final ReentrantLock lock = new ReentrantLock();

	private List<Runnable> afterwards = new ArrayList<>();

	/**
	 * Works under the lock, then does what the work left for afterwards.
	 */
	<T> T call(Supplier<T> work) {
		this.lock.lock();
		try {
			return work.get();
		}
		finally {
			List<Runnable> effects = takeAfterwards();
			this.lock.unlock();
			effects.forEach(Runnable::run);
		}
	}

	/**
	 * Never gives out the list that others go on filling.
	 */
	private List<Runnable> takeAfterwards() {
		if (this.afterwards.isEmpty()) {
			return List.of();
		}
		List<Runnable> effects = this.afterwards;
		this.afterwards = new ArrayList<>();
		return effects;
	}

	/**
	 * Leaves something for afterwards; called under the lock.
	 */
	void afterwards(Runnable effect) {
		this.afterwards.add(effect);
	}

}
