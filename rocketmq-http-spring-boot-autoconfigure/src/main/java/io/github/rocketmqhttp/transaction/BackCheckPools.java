package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * The threads that answer the back-checks of one topic and group, apart by what they wait
 * for.
 */
final class BackCheckPools {

	private static final int TELLING = 4;

	private static final int READING = 4;

	/** A log lets no more wait at a time. */
	private static final int FENCING = 2;

	/** They come in turn, so the queue holds what is told apart within half a minute. */
	private static final int WAITING_FOR_THE_FENCE = 64;

	private final AnswerThreads telling;

	private final AnswerThreads handlers;

	private final Map<String, AnswerThreads> reading = new HashMap<>();

	private final Map<String, AnswerThreads> fencing = new HashMap<>();

	private final List<AnswerThreads> all = new ArrayList<>();

	/**
	 * Creates the pools; threads come with the work.
	 * @param factory makes the threads
	 * @param batchSize maximum number of messages of one poll
	 * @param logs all logs that may be asked
	 */
	BackCheckPools(ThreadFactory factory, int batchSize, Collection<TransactionLog> logs) {
		this.telling = pool(factory, TELLING, batchSize);
		this.handlers = pool(factory, batchSize, batchSize);
		for (TransactionLog log : logs) {
			this.reading.put(log.name(), pool(factory, READING, batchSize));
			this.fencing.put(log.name(), pool(factory, FENCING, WAITING_FOR_THE_FENCE));
		}
	}

	private AnswerThreads pool(ThreadFactory factory, int threads, int waiting) {
		AnswerThreads pool = new AnswerThreads(factory, threads, waiting);
		this.all.add(pool);
		return pool;
	}

	/**
	 * Those that tell the broker what is known without asking anybody.
	 */
	AnswerThreads telling() {
		return this.telling;
	}

	/**
	 * Those that read a log.
	 */
	AnswerThreads reading(TransactionLog log) {
		return of(this.reading, log);
	}

	/**
	 * Those that wait for transactions which a log does not know yet.
	 */
	AnswerThreads fencing(TransactionLog log) {
		return of(this.fencing, log);
	}

	private static AnswerThreads of(Map<String, AnswerThreads> pools, TransactionLog log) {
		AnswerThreads pool = pools.get(log.name());
		if (pool == null) {
			throw new IllegalStateException("The transaction log '" + log.name() + "' is not one of the application");
		}
		return pool;
	}

	/**
	 * Those that call handlers.
	 */
	AnswerThreads handlers() {
		return this.handlers;
	}

	/**
	 * Drops what still waits or works for a message that has been decided.
	 */
	void settle(String messageId) {
		this.all.forEach((pool) -> pool.settle(messageId));
	}

	/**
	 * Waits for answers that are under way; those that take longer are interrupted.
	 * @return whether all have ended in time
	 */
	boolean close(Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		this.all.forEach(AnswerThreads::close);
		boolean ended = true;
		try {
			for (AnswerThreads pool : this.all) {
				ended &= pool.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
			}
		}
		catch (InterruptedException ex) {
			ended = false;
			Thread.currentThread().interrupt();
		}
		this.all.forEach(AnswerThreads::interrupt);
		return ended;
	}

}
