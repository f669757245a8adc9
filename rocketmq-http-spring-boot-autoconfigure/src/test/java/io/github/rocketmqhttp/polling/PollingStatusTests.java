package io.github.rocketmqhttp.polling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a loop says about itself to health checks.
 */
@Timeout(60)
class PollingStatusTests extends PollingLoopFixture {

	@Test
	void aLoopThatWasNeverStartedHasNothingToSay() {
		this.loop.set(new PollingLoop<>("loop-1", this::controlled, this.handled::add, NO_WAIT));
		assertThat(loop().getStatus()).isEqualTo(new PollingStatus(PollingState.STOPPED, null, null, null));
		assertThat(loop().getStatus().isFailing()).isFalse();
	}

	@Test
	void aSuccessIsRememberedWhileTheNextPollIsUnderWay() throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		poll().complete(List.of("a"));
		awaitPoll();
		Duration first = loop().getStatus().sinceSuccess();
		assertThat(first).isNotNull();
		await().untilAsserted(() -> assertThat(loop().getStatus().sinceSuccess()).isGreaterThan(first));
		assertThat(loop().getStatus().failure()).isNull();
		assertThat(loop().getStatus().failingFor()).isNull();
	}

	@Test
	void failuresCountFromTheFirstOfThemUntilASuccess() throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		CompletableFuture<List<String>> last = poll();
		PollingStatus failing = loop().getStatus();
		assertThat(failing.isFailing()).isTrue();
		assertThat(failing.failure()).isEqualTo(PollFailure.TRANSIENT);
		assertThat(failing.sinceSuccess()).isNull();
		Duration first = failing.failingFor();
		assertThat(first).isNotNull();
		last.completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		CompletableFuture<List<String>> next = poll();
		assertThat(loop().getStatus().failure()).isEqualTo(PollFailure.MISSING_TOPIC);
		assertThat(loop().getStatus().failingFor()).as("another kind of failure is the same streak")
			.isGreaterThanOrEqualTo(first);
		next.complete(List.of("a"));
		awaitPoll();
		assertThat(loop().getStatus().isFailing()).isFalse();
		assertThat(loop().getStatus().failingFor()).isNull();
	}

	@Test
	void aLoopThatGaveUpIsToldFromOneThatWasStopped() throws InterruptedException {
		start(MissingTopicPolicy.FAIL);
		poll().completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		await().atMost(LONG).until(() -> loop().getState() == PollingState.STOPPED);
		assertThat(loop().getStatus().failure()).isEqualTo(PollFailure.MISSING_TOPIC);
		assertThat(loop().getStatus().isFailing()).isTrue();
		loop().start();
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		awaitPoll();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(loop().getStatus().isFailing()).as("somebody stopped it").isFalse();
	}

	@Test
	void waitingForATopicToBeCreatedIsNoFailure() throws InterruptedException {
		start(MissingTopicPolicy.RETRY);
		poll().completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		awaitPoll();
		assertThat(loop().getStatus().isFailing()).isFalse();
	}

	private void start(MissingTopicPolicy policy) {
		this.loop.set(new PollingLoop<>("loop-1", this::controlled, this.handled::add, NO_WAIT, policy));
		loop().start();
	}

	private static ServiceException refusal(ErrorCode code) {
		return new ServiceException("The broker refused", code.httpStatus(), code.wireName(), null, null, false, false);
	}

}
