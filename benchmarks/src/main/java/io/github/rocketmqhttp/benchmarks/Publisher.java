package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;

/**
 * A client under measurement: publishes the benchmark's message and waits for the answer.
 */
interface Publisher extends AutoCloseable {

	/**
	 * Publishes once.
	 * @param caller number of the calling thread, below {@link Workload#MAX_CALLERS}; at
	 * most one thread at a time uses a number
	 * @throws Exception whatever the client throws; it ends the benchmark
	 */
	void publish(int caller) throws Exception;

	/**
	 * Closes the client.
	 */
	@Override
	void close() throws IOException;

}
