package io.github.rocketmqhttp.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.rocketmqhttp.observation.BackCheckContext;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import io.github.rocketmqhttp.transaction.AnswerThreads.Admission;
import io.micrometer.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Room and messages are given back, whatever happens.
 */
class AnswerThreadsTests {

	private final AtomicInteger missing = new AtomicInteger();

	private final AnswerThreads threads = new AnswerThreads((work) -> {
		if (this.missing.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new InternalError("unable to create native thread");
		}
		return new Thread(work);
	}, 1, 1);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<String> handles = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.threads.interrupt();
	}

	@Test
	void threadsThatCannotBeMadeTakeNeitherRoomNorMessages() {
		this.missing.set(10);
		for (int i = 0; i < 10; i++) {
			assertThat(submit("m", "h-" + i, this::note)).isEqualTo(Admission.NO_THREAD);
		}
		assertThat(submit("m", "h", this::note)).isEqualTo(Admission.TAKEN);
		await().untilAsserted(() -> assertThat(this.handles).containsExactly("h"));
	}

	@Test
	void workThatFailsTakesNeitherRoomNorMessages() {
		for (int i = 0; i < 10; i++) {
			await().until(() -> submit("m", "h", (check) -> {
				throw new StackOverflowError();
			}) == Admission.TAKEN);
		}
		await().until(() -> submit("m", "h", this::note) == Admission.TAKEN);
		await().untilAsserted(() -> assertThat(this.handles).containsExactly("h"));
	}

	@Test
	void aMessageIsWorkedOnOnceAndGetsTheHandleOfItsLatestCheck() {
		assertThat(submit("m", "h-1", (check) -> {
			pass();
			note(check);
		})).isEqualTo(Admission.TAKEN);
		assertThat(submit("m", "h-2", this::note)).isEqualTo(Admission.UNDER_WAY);
		this.gate.countDown();
		await().untilAsserted(() -> assertThat(this.handles).containsExactly("h-2"));
		await().until(() -> submit("m", "h-3", this::note) == Admission.TAKEN);
	}

	@Test
	void roomIsBoundedAndWaitedForOnceUntilWorkEnds() {
		assertThat(submit("m-1", "h", (check) -> pass())).isEqualTo(Admission.TAKEN);
		assertThat(submit("m-2", "h", this::note)).isEqualTo(Admission.TAKEN);
		assertThat(submit("m-3", "h", this::note)).isEqualTo(Admission.FULL);
		assertThat(this.threads.submit(check("m-3", "h"), this::note, Duration.ofHours(1))).as("in vain once")
			.isEqualTo(Admission.FULL);
		this.gate.countDown();
		await().until(() -> submit("m-3", "h", this::note) == Admission.TAKEN);
	}

	@Test
	void whatIsSettledIsNotWorkedOnAnyMore() {
		submit("m-1", "h", (check) -> pass());
		submit("m-2", "h-2", this::note);
		this.threads.settle("m-2");
		this.gate.countDown();
		await().until(() -> submit("m-2", "h-3", this::note) == Admission.TAKEN);
		await().untilAsserted(() -> assertThat(this.handles).containsExactly("h-3"));
	}

	@Test
	void closingLetsWorkEndAndDropsWhatWaits() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		submit("m-1", "h-1", (check) -> {
			begun.countDown();
			pass();
			note(check);
		});
		submit("m-2", "h-2", this::note);
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		this.threads.close();
		assertThat(submit("m-3", "h-3", this::note)).isNotEqualTo(Admission.TAKEN);
		this.gate.countDown();
		assertThat(this.threads.awaitEnd(Duration.ofSeconds(30))).isTrue();
		assertThat(this.handles).containsExactly("h-1");
	}

	private Admission submit(String messageId, String handle, Consumer<BackCheck> work) {
		return this.threads.submit(check(messageId, handle), work, Duration.ZERO);
	}

	private void note(BackCheck check) {
		this.handles.add(check.message().receiptHandle());
	}

	private void pass() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static BackCheck check(String messageId, String handle) {
		ReceivedMessage message = new ReceivedMessage(messageId, handle, "body", null, null, Instant.EPOCH,
				Instant.EPOCH, Instant.EPOCH, 1, Map.of());
		return new BackCheck(message, System.nanoTime() + Duration.ofMinutes(1).toNanos(),
				new BackCheckContext("orders", "GID_orders", messageId, Map.of(), 1), Observation.NOOP);
	}

}
