package io.github.rocketmqhttp.benchmarks;

import java.util.List;

/**
 * What every contestant publishes, and from how many threads.
 */
final class Workload {

	/** Numbers of threads that publish at the same time, ascending. */
	static final List<Integer> THREAD_COUNTS = List.of(1, 8, 32);

	/** The largest of them. */
	static final int MAX_CALLERS = 32;

	static final String TOPIC = "orders";

	/** Part of a dummy key pair; the stub checks no signature. */
	static final String ACCESS_KEY_ID = "benchmark-key-id";

	/** The other part. */
	static final String ACCESS_KEY_SECRET = "benchmark-key-secret";

	/** A JSON document of 512 bytes. */
	static final String BODY = "{\"id\":\"o-1\",\"note\":\"" + "0123456789".repeat(49) + "\"}";

	/** Its digest, which clients compare with the one in the receipt. */
	static final String BODY_MD5 = "FE6D88D5F192BA48D9B7BF867B921C57";

	private Workload() {
	}

}
