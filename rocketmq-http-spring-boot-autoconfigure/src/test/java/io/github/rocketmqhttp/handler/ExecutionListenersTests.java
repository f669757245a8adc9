package io.github.rocketmqhttp.handler;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A manager gets each listener once, and keeps those of others.
 */
class ExecutionListenersTests {

	private static final int ROUNDS = 2_000;

	@Test
	void eachIsThereOnceThoughTheyAreAddedAtTheSameMoment() throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		try {
			for (int i = 0; i < ROUNDS; i++) {
				DataSourceTransactionManager manager = new DataSourceTransactionManager();
				CyclicBarrier together = new CyclicBarrier(2);
				Future<Boolean> added = other.submit(() -> {
					together.await();
					return ExecutionListeners.addOnce(manager, First.class, First::new);
				});
				together.await();
				assertThat(ExecutionListeners.addOnce(manager, Second.class, Second::new)).isTrue();
				assertThat(added.get()).isTrue();
				assertThat(ExecutionListeners.addOnce(manager, First.class, First::new)).isTrue();
				assertThat(manager.getTransactionExecutionListeners()).hasSize(2)
					.hasAtLeastOneElementOfType(First.class)
					.hasAtLeastOneElementOfType(Second.class);
			}
		}
		finally {
			other.shutdownNow();
		}
	}

	@Test
	void aManagerThatTakesNoneHasNone() {
		ReactiveTransactionManager manager = null;
		assertThat(ExecutionListeners.addOnce(manager, First.class, First::new)).isFalse();
	}

	private static final class First implements TransactionExecutionListener {

	}

	private static final class Second implements TransactionExecutionListener {

	}

}
