package io.github.rocketmqhttp.reliability.away;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.rocketmqhttp.RocketMqHttpException;

/**
 * Does something fifty times a second, as well as it can, with an id that has never been.
 */
final class Load implements AutoCloseable {

	private static final long EVERY_MILLIS = 20;

	/** What went well, and what failed: nobody knows of those whether it took effect. */
	final Set<String> accepted = ConcurrentHashMap.newKeySet();

	final Set<String> refused = ConcurrentHashMap.newKeySet();

	private final AtomicInteger next = new AtomicInteger();

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private final ScheduledFuture<?> running;

	Load(String name, Consumer<String> action) {
		this.running = this.thread.scheduleAtFixedRate(() -> {
			String id = name + "-" + this.next.incrementAndGet();
			try {
				action.accept(id);
				this.accepted.add(id);
			}
			catch (RocketMqHttpException ex) {
				this.refused.add(id);
			}
		}, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Ends it, and waits for what is under way.
	 * @throws IllegalStateException if it has ended before
	 */
	@Override
	public void close() {
		boolean failed = this.running.isDone();
		this.thread.shutdown();
		try {
			if (failed || !this.thread.awaitTermination(1, TimeUnit.MINUTES)) {
				throw new IllegalStateException("The load ended too early, or does not end.");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
