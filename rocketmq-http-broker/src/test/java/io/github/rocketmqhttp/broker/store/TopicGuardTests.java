package io.github.rocketmqhttp.broker.store;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left for afterwards happens once, whoever else comes to the topic meanwhile.
 */
class TopicGuardTests {

	private static final int CALLS = 200_000;

	private final TopicGuard guard = new TopicGuard();

	private final AtomicInteger happened = new AtomicInteger();

	@Test
	void whatIsLeftForAfterwardsHappensOnceWhileOthersCall() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> callers = IntStream.range(0, 4)
				.<Future<?>>mapToObj((caller) -> threads.submit(this::leaveSomethingEverySecondTime))
				.toList();
			for (Future<?> caller : callers) {
				caller.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.happened).hasValue(4 * CALLS / 2);
	}

	private void leaveSomethingEverySecondTime() {
		for (int call = 0; call < CALLS; call++) {
			boolean leaves = call % 2 == 0;
			this.guard.call(() -> {
				if (leaves) {
					this.guard.afterwards(this.happened::incrementAndGet);
				}
				return leaves;
			});
		}
	}

}
