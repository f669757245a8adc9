package io.github.rocketmqhttp.broker;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a broker that cannot go on, so that none stays half alive: it is logged, once, and
 * then either the process ends or the broker stops listening. Safe for concurrent use.
 */
final class FailureHandler {

	private static final Logger logger = LoggerFactory.getLogger(FailureHandler.class);

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile Runnable action = () -> {
	};

	/**
	 * Sets what ends the broker.
	 * @param action called at most once, on the thread that has found the failure
	 */
	void action(Runnable action) {
		this.action = action;
	}

	/**
	 * Why the broker has failed, if it has.
	 */
	@Nullable Throwable failure() {
		return this.failure.get();
	}

	/**
	 * Ends the broker, unless it has failed before.
	 * @param what what has happened, as a clause
	 */
	void fail(String what, Throwable cause) {
		if (!this.failure.compareAndSet(null, cause)) {
			return;
		}
		try {
			logger.error("The broker has failed and serves no more requests: {}", what, cause);
		}
		finally {
			this.action.run();
		}
	}

}
