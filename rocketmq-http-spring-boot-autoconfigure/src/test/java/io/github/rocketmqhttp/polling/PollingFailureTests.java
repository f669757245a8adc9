package io.github.rocketmqhttp.polling;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Polls that fail: how often they are repeated, and what is said about them.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PollingFailureTests extends PollingLoopFixture {

	@Test
	void onlyTheFirstFailureAndTheRecoveryAreLogged(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		for (int round = 1; round <= 2; round++) {
			for (int i = 0; i < 20; i++) {
				poll().completeExceptionally(new IllegalStateException("broker is away"));
			}
			poll().complete(List.of("a"));
			next(this.handled);
			assertThat(lines(output, "WARN")).hasSize(round)
				.allSatisfy((line) -> assertThat(line).contains("loop-1", "broker is away"));
			assertThat(lines(output, "works again")).hasSize(round);
		}
	}

	@Test
	void aBackOffThatEndsIsGoneOnWith() throws InterruptedException {
		start(this::controlled, this.handled::add, new FixedBackOff(1, 2));
		for (int i = 0; i < 6; i++) {
			poll().completeExceptionally(new IllegalStateException("broker is away"));
		}
		poll().complete(List.of("a"));
		assertThat(next(this.handled)).containsExactly("a");
	}

	@Test
	void aRefusedKeyIsOneErrorAndAskedAboutSlowly(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, NO_WAIT);
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		poll().completeExceptionally(refusal(ErrorCode.SIGNATURE_DOES_NOT_MATCH));
		assertThat(this.polls.poll(300, TimeUnit.MILLISECONDS)).as("a minute has not passed").isNull();
		assertThat(loop().getState()).isEqualTo(PollingState.BACKING_OFF);
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("loop-1", "access key"));
		assertThat(lines(output, "WARN")).hasSize(1);
	}

	@Test
	void aMissingTopicStopsTheLoopWhereItIsToFail(CapturedOutput output) throws InterruptedException {
		start(MissingTopicPolicy.FAIL);
		poll().completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		Awaitility.await().atMost(LONG).until(() -> loop().getState() == PollingState.STOPPED);
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(this.polls).isEmpty();
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("create the topic"));
		loop().start();
		awaitPoll();
	}

	@Test
	void aMissingTopicIsAskedForAgainOtherwise(CapturedOutput output) throws InterruptedException {
		start(MissingTopicPolicy.WARN);
		for (int i = 0; i < 3; i++) {
			poll().completeExceptionally(refusal(ErrorCode.TOPIC_NOT_EXIST));
		}
		awaitPoll();
		assertThat(lines(output, "WARN")).hasSize(1);
		assertThat(loop().stop(LONG)).isTrue();
		start(MissingTopicPolicy.RETRY);
		poll().completeExceptionally(refusal(ErrorCode.SUBSCRIPTION_NOT_EXIST));
		awaitPoll();
		assertThat(lines(output, "WARN")).hasSize(1);
		assertThat(lines(output, "waits for its topic")).hasSize(1);
	}

	@Test
	void anErrorWhileAFailureIsHandledDoesNotEndTheLoop(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, () -> {
			throw new NoClassDefFoundError("back-off");
		});
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		poll().complete(List.of("a"));
		assertThat(next(this.handled)).containsExactly("a");
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("loop-1", "goes on"));
		assertThat(loop().getStatus().isFailing()).isFalse();
	}

	@Test
	void anErrorWhileAnErrorIsHandledStopsTheLoopAndItSaysSo(CapturedOutput output) throws InterruptedException {
		start(this::controlled, this.handled::add, () -> {
			throw new IllegalStateException() {
				private static final long serialVersionUID = 1L;

				@Override
				public StackTraceElement[] getStackTrace() {
					throw new StackOverflowError();
				}

				@Override
				public String getMessage() {
					throw new StackOverflowError();
				}
			};
		});
		poll().completeExceptionally(new IllegalStateException("broker is away"));
		Awaitility.await().atMost(LONG).until(() -> loop().getState() == PollingState.STOPPED);
		assertThat(loop().getStatus().failure()).isEqualTo(PollFailure.DEFECT);
		assertThat(loop().getStatus().isFailing()).isTrue();
		assertThat(loop().isRunning()).isFalse();
		assertThat(loop().stop(LONG)).isTrue();
		assertThat(lines(output, "ERROR")).singleElement()
			.satisfies((line) -> assertThat(line).contains("loop-1", "has ended"));
		loop().start();
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
