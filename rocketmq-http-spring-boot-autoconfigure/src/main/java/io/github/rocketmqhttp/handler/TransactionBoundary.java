package io.github.rocketmqhttp.handler;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;

/**
 * The transactional method calls that are open on this thread. What is to be done about a
 * transaction that has ended waits for the end of the call around it: by then its
 * connection is given back, and a slow broker holds none.
 */
public final class TransactionBoundary {

	/** More than one transaction has; what is around many of them may last for ever. */
	private static final int MAX_WAITING = 64;

	private static final ThreadLocal<@Nullable TransactionBoundary> current = new NamedThreadLocal<>(
			"transactional calls");

	private final Deque<Runnable> waiting = new ArrayDeque<>();

	private int depth;

	private TransactionBoundary() {
	}

	/**
	 * Notes that a transactional method is called. {@link #leave()} must follow on the
	 * same thread.
	 * @return what is open on this thread
	 */
	public static TransactionBoundary enter() {
		TransactionBoundary boundary = current.get();
		if (boundary == null) {
			boundary = new TransactionBoundary();
			current.set(boundary);
		}
		boundary.depth++;
		return boundary;
	}

	/**
	 * Notes that the call has ended, and does what has been waiting for that.
	 */
	public void leave() {
		if (--this.depth == 0) {
			current.remove();
		}
		for (Runnable next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			next.run();
		}
	}

	/**
	 * Runs a task when the innermost call has ended; at once if there is none, or if many
	 * wait: then it is not that call's transaction that ends, but one of many within it.
	 * @param task does not throw
	 */
	public static void afterCall(Runnable task) {
		TransactionBoundary boundary = current.get();
		if (boundary != null && boundary.waiting.size() < MAX_WAITING) {
			boundary.waiting.add(task);
		}
		else {
			task.run();
		}
	}

}
