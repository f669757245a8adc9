package io.github.rocketmqhttp.benchmarks;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Workload}.
 */
class WorkloadTests {

	@Test
	void theBodyHas512Bytes() {
		assertThat(Workload.BODY.getBytes(StandardCharsets.UTF_8)).hasSize(512);
	}

	@Test
	void theLargestNumberOfThreadsHasItsCallers() {
		assertThat(Workload.THREAD_COUNTS).isSorted().endsWith(Workload.MAX_CALLERS);
	}

}
