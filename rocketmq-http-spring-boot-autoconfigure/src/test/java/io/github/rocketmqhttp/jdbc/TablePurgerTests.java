package io.github.rocketmqhttp.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A purge that fails is tried again, and one that cannot be tried again is not said to
 * run.
 */
@ExtendWith(OutputCaptureExtension.class)
class TablePurgerTests {

	private final Table table = new Table();

	private final TablePurger purger = new TablePurger(List.of(this.table));

	@AfterEach
	void stop() {
		this.purger.stop();
	}

	@Test
	void anErrorOfAPurgeDoesNotEndTheSchedule() {
		this.table.failure = new NoClassDefFoundError("com/example/Driver");
		this.purger.start();
		await().until(() -> this.table.purges.get() > 3);
		assertThat(this.purger.isRunning()).isTrue();
	}

	@Test
	void aScheduleThatHasEndedIsNotRunningAndSaysSo(CapturedOutput output) {
		this.table.failure = new StackOverflowError() {
			private static final long serialVersionUID = 1L;

			@Override
			public String getMessage() {
				throw new StackOverflowError();
			}

			@Override
			public StackTraceElement[] getStackTrace() {
				throw new StackOverflowError();
			}
		};
		this.purger.start();
		await().until(() -> !this.purger.isRunning());
		await().untilAsserted(
				() -> assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).singleElement()
					.satisfies((line) -> assertThat(line).contains("the test table", "has ended")));
		this.table.failure = null;
		this.purger.stop();
		this.purger.start();
		int before = this.table.purges.get();
		await().until(() -> this.table.purges.get() > before);
		assertThat(this.purger.isRunning()).isTrue();
	}

	@Test
	void aTableIsPurgedUntilABatchIsNotFull() {
		this.table.old.set(250);
		this.purger.purge(this.table);
		assertThat(this.table.old).hasValue(0);
		assertThat(this.table.purges).hasValue(3);
	}

	@Test
	void aTableThatIsNotInUseIsNotPurged() {
		this.table.prepared = false;
		this.purger.purge(this.table);
		assertThat(this.table.purges).hasValue(0);
	}

	@Test
	void aPurgeEndsAfterItsBatchWhenThePurgerStops() {
		this.table.old.set(1000);
		this.table.during = this.purger::stop;
		this.purger.purge(this.table);
		assertThat(this.table.purges).hasValue(1);
	}

	/** A table with some rows that may go. */
	private static final class Table implements PurgedTable {

		private final AtomicInteger purges = new AtomicInteger();

		private volatile @Nullable Error failure;

		private volatile boolean prepared = true;

		private final AtomicInteger old = new AtomicInteger();

		private volatile Runnable during = () -> {
		};

		@Override
		public String description() {
			return "the test table";
		}

		@Override
		public Duration purgeInterval() {
			return Duration.ofMillis(10);
		}

		@Override
		public int purgeBatchSize() {
			return 100;
		}

		@Override
		public boolean isPrepared() {
			return this.prepared;
		}

		@Override
		public int purge(Instant now) {
			this.purges.incrementAndGet();
			if (this.failure != null) {
				throw this.failure;
			}
			this.during.run();
			int deleted = Math.min(this.old.get(), purgeBatchSize());
			this.old.addAndGet(-deleted);
			return deleted;
		}

	}

}
