package io.github.rocketmqhttp.reliability.fence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a transaction up at some moment, on its own thread, until something has happened.
 */
final class Moments {

	private final Map<Moment, Runnable> actions = new ConcurrentHashMap<>();

	/** Has something done the next time that the moment comes, once. */
	void next(Moment moment, Runnable action) {
		this.actions.put(moment, action);
	}

	void reached(Moment moment) {
		Runnable action = this.actions.remove(moment);
		if (action != null) {
			action.run();
		}
	}

}
