package io.github.rocketmqhttp.transaction.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.rocketmqhttp.transaction.TransactionResolution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * At most two back-checks wait for transactions that run: each holds a connection of the
 * business's pool.
 */
class FencePermitTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final TestLog bench = new TestLog();

	private final AtomicInteger waiting = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	@AfterEach
	void stop() throws InterruptedException {
		this.gate.countDown();
		for (Thread thread : this.threads) {
			thread.join(SOON.toMillis());
		}
		this.bench.shutDown();
	}

	@Test
	void theThirdWaitsWithoutAConnection() {
		List<FutureTask<TransactionResolution>> checks = twoThatWait();
		this.bench.database.connections.set(0);
		FutureTask<TransactionResolution> third = check();
		await().until(() -> this.waiting.get() > 2 || isWaitingForAPermit(lastThread()));
		assertThat(this.waiting).hasValue(2);
		// To look for the row.
		assertThat(this.bench.database.connections).hasValue(1);

		this.gate.countDown();

		checks.add(third);
		assertThat(checks)
			.allSatisfy((check) -> assertThat(check).succeedsWithin(SOON).isEqualTo(TransactionResolution.ROLLBACK));
	}

	@Test
	void oneThatIsInterruptedMeanwhileHasNoAnswer() {
		twoThatWait();
		boolean[] interrupted = new boolean[1];
		FutureTask<TransactionResolution> third = start(() -> {
			TransactionResolution answer = this.bench.resolve(TestLog.newId(), "1");
			interrupted[0] = Thread.currentThread().isInterrupted();
			return answer;
		});
		await().until(() -> this.waiting.get() > 2 || isWaitingForAPermit(lastThread()));
		lastThread().interrupt();
		assertThat(third).succeedsWithin(SOON).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(interrupted).containsExactly(true);
	}

	@Test
	@Tag("proof")
	void oneThatHasWaitedForTooLongHasNoAnswer() {
		twoThatWait();
		assertThat(check()).succeedsWithin(SOON).isEqualTo(TransactionResolution.UNKNOWN);
		assertThat(this.waiting).hasValue(2);
	}

	@Test
	void whoeverIsDoneLetsTheNextOneIn() {
		this.gate.countDown();
		for (int i = 0; i < 3; i++) {
			String id = TestLog.newId();
			this.bench.database.beforePrepare = (sql) -> insertBefore(sql, id);
			assertThat(this.bench.resolve(id, "1")).isEqualTo(TransactionResolution.COMMIT);
			this.bench.database.beforePrepare = FencePermitTests::fail;
			assertThat(this.bench.resolve(TestLog.newId(), "1")).isEqualTo(TransactionResolution.UNKNOWN);
		}
		this.bench.database.beforePrepare = (sql) -> {
		};
		assertThat(this.bench.resolve(TestLog.newId(), "1")).isEqualTo(TransactionResolution.ROLLBACK);
	}

	private void insertBefore(String sql, String id) {
		if (isTombstone(sql)) {
			this.bench.insert(id, "C", "1");
		}
	}

	private static void fail(String sql) {
		if (isTombstone(sql)) {
			throw new IllegalStateException("a driver's defect");
		}
	}

	private List<FutureTask<TransactionResolution>> twoThatWait() {
		this.bench.database.beforePrepare = (sql) -> {
			if (isTombstone(sql)) {
				this.waiting.incrementAndGet();
				pass(this.gate);
			}
		};
		List<FutureTask<TransactionResolution>> checks = new ArrayList<>(List.of(check(), check()));
		await().until(() -> this.waiting.get() == 2);
		return checks;
	}

	private FutureTask<TransactionResolution> check() {
		String id = TestLog.newId();
		return start(() -> this.bench.resolve(id, "1"));
	}

	private FutureTask<TransactionResolution> start(Callable<TransactionResolution> work) {
		FutureTask<TransactionResolution> check = new FutureTask<>(work);
		Thread thread = new Thread(check);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
		return check;
	}

	private Thread lastThread() {
		return this.threads.get(this.threads.size() - 1);
	}

	private static boolean isWaitingForAPermit(Thread thread) {
		return thread.getState() == Thread.State.TIMED_WAITING && Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(Semaphore.class.getName()));
	}

	private static boolean isTombstone(String sql) {
		return sql.startsWith("INSERT") && sql.contains("'R'");
	}

	private static void pass(CountDownLatch gate) {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
