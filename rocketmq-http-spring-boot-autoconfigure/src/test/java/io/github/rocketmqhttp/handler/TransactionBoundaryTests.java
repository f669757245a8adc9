package io.github.rocketmqhttp.handler;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is to be done about a transaction waits for the end of its call, but not for that
 * of a call around many transactions.
 */
class TransactionBoundaryTests {

	private final List<Integer> done = new ArrayList<>();

	@Test
	void oneTaskWaitsForTheEndOfTheCall() {
		TransactionBoundary boundary = TransactionBoundary.enter();
		TransactionBoundary.afterCall(() -> this.done.add(1));
		assertThat(this.done).isEmpty();
		boundary.leave();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void manyTasksDoNotPileUp() {
		TransactionBoundary boundary = TransactionBoundary.enter();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			TransactionBoundary.afterCall(() -> this.done.add(number));
		}
		assertThat(this.done).hasSizeGreaterThan(900);
		boundary.leave();
		assertThat(this.done).hasSize(1000);
	}

	@Test
	void withoutACallAroundThereIsNothingToWaitFor() {
		TransactionBoundary.afterCall(() -> this.done.add(1));
		assertThat(this.done).containsExactly(1);
	}

}
