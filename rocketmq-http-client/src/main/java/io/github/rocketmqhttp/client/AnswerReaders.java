package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read the answers to asynchronous calls. Reading a large answer takes
 * many milliseconds, for which the two I/O threads would carry no other call.
 */
final class AnswerReaders implements Executor {

	private static final int THREADS = 2;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final ThreadPoolExecutor threads;

	AnswerReaders(EngineSettings settings) {
		// When all are busy and as many answers wait as there may be connections, the I/O
		// threads read, so that no more arrives than can be read.
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE.toMillis(), TimeUnit.MILLISECONDS,
				new ArrayBlockingQueue<>(settings.maxConnections()), settings.threads("reader"),
				(task, busy) -> task.run());
		this.threads.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(task);
	}

	/**
	 * Lets the threads end when they have read what waits.
	 */
	void close() {
		this.threads.shutdown();
	}

}
