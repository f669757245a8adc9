package io.github.rocketmqhttp.listener;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a failed transaction has left is taken back, also by a thread that is to stop.
 */
class EntryRepairTests {

	private final List<String> done = new ArrayList<>();

	private final EntryRepair repair = new EntryRepair("listener", new RecordingInbox());

	@AfterEach
	void takeBackInterrupt() {
		Thread.interrupted();
	}

	@Test
	void anInterruptNeitherHindersItNorIsLost() {
		Thread.currentThread().interrupt();
		this.repair.afterFailure(entries("a", "b"));
		assertThat(this.done).containsExactly("withdraw a", "withdraw b");
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void aFailureOfOneDoesNotKeepItFromTheNext() {
		this.repair.afterFailure(entries("away", "b"));
		assertThat(this.done).containsExactly("withdraw b");
	}

	private static List<InboxEntry> entries(String... keys) {
		return List.of(keys).stream().map((key) -> new InboxEntry("GID", key, Instant.EPOCH)).toList();
	}

	/** Says what it was asked, and whether the thread was interrupted then. */
	private final class RecordingInbox implements Inbox {

		@Override
		public boolean isFor(PlatformTransactionManager manager) {
			return true;
		}

		@Override
		public void prepare() {
		}

		@Override
		public InboxEntry record(String consumerGroup, String key) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean withdraw(InboxEntry entry) {
			if (entry.key().equals("away")) {
				throw new IllegalStateException("away");
			}
			EntryRepairTests.this.done
				.add("withdraw " + entry.key() + (Thread.currentThread().isInterrupted() ? " interrupted" : ""));
			return true;
		}

		@Override
		public boolean contains(String consumerGroup, String key) {
			return false;
		}

	}

}
