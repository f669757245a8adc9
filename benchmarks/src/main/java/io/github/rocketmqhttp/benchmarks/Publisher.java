package io.github.rocketmqhttp.benchmarks;

import java.io.IOException;

/**
 * A client under measurement: publishes the benchmark's message and waits for the answer.
 */
interface Publisher extends AutoCloseable {

	/** Most callers that ever publish at the same time. */
	int MAX_CALLERS = 32;

	/** Where everybody publishes to. */
	String TOPIC = "orders";

	/** The same dummy key pair for everybody; the stub checks no signature. */
	String ACCESS_KEY_ID = "benchmark-key-id";

	/** See {@link #ACCESS_KEY_ID}. */
	String ACCESS_KEY_SECRET = "benchmark-key-secret";

	/** A JSON document of 512 bytes. */
	String BODY = "{\"id\":\"o-1\",\"note\":\"" + "0123456789".repeat(49) + "\"}";

	/**
	 * Publishes once.
	 * @param caller number of the calling thread, below {@link #MAX_CALLERS}; at most one
	 * thread at a time uses a number
	 * @throws Exception whatever the client throws; it ends the benchmark
	 */
	void publish(int caller) throws Exception;

	/**
	 * Closes the client.
	 */
	@Override
	void close() throws IOException;

}
