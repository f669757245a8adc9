package io.github.rocketmqhttp.core;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.SimplePayloadConverter;
import io.github.rocketmqhttp.core.FlakyService.Behaviour;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.retry.support.RetryTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class TemplateRetryTests {

	private static final HalfMessageReceipt HALF = new HalfMessageReceipt("orders", "GID_orders", "M1", "h-1");

	private FlakyService service;

	private RocketMqHttpClient client;

	private RocketMqHttpTemplate template;

	@BeforeEach
	void start() throws IOException {
		this.service = new FlakyService();
		this.client = this.service.client();
		this.template = template(new RetrySettings(3, Duration.ofMillis(1), 2, Duration.ofMillis(5)));
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.service.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "CUT", "UNAVAILABLE" })
	void aPublishIsTriedAgain(Behaviour failure) {
		this.service.next(failure, failure);
		assertThat(this.template.send("orders", "x").messageId()).isEqualTo("M1");
		assertThat(this.service.requests()).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(names = { "CUT", "UNAVAILABLE" })
	void anAsynchronousPublishIsTriedAgain(Behaviour failure) {
		this.service.next(failure, failure);
		assertThat(this.template.sendAsync("orders", "x").join().messageId()).isEqualTo("M1");
		assertThat(this.service.requests()).hasSize(3);
	}

	@Test
	void afterTheLastAttemptTheClientsOwnExceptionComesOut() {
		this.service.next(Behaviour.CUT, Behaviour.CUT, Behaviour.CUT);
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> this.template.send("orders", "x"));
		assertThat(this.service.requests()).hasSize(3);
	}

	@Test
	void afterTheLastAsynchronousAttemptTheClientsOwnExceptionComesOut() {
		this.service.next(Behaviour.UNAVAILABLE, Behaviour.UNAVAILABLE, Behaviour.UNAVAILABLE);
		assertThat(this.template.sendAsync("orders", "x")).failsWithin(Duration.ofMinutes(1))
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(ServiceException.class);
		assertThat(this.service.requests()).hasSize(3);
	}

	@Test
	void whatIsNotRetryableIsNotTriedAgain() {
		this.service.next(Behaviour.FORBIDDEN, Behaviour.FORBIDDEN);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.template.send("orders", "x"))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo("AccessDenied"));
		assertThat(this.template.sendAsync("orders", "x")).failsWithin(Duration.ofMinutes(1));
		assertThat(this.service.requests()).hasSize(2);
	}

	@Test
	void anotherRetryTemplateOfTheApplicationIsUsed() {
		RocketMqHttpTemplate once = new RocketMqHttpTemplate(this.client, new SimplePayloadConverter(),
				RetryTemplate.builder().maxAttempts(1).build(), new TemplateDefaults(null, null));
		this.service.next(Behaviour.UNAVAILABLE);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> once.send("orders", "x"));
		assertThat(this.service.requests()).hasSize(1);
	}

	@Test
	void eachAttemptOfAHalfMessageIsBuiltAnew() {
		this.service.next(Behaviour.CUT);
		AtomicInteger attempts = new AtomicInteger();
		HalfMessageReceipt receipt = this.template.publishHalf("orders", "GID_orders",
				() -> OutboundMessage.of("x")
					.immunityTime(Duration.ofSeconds(30))
					.property("attempt", "a" + attempts.incrementAndGet())
					.build());
		assertThat(receipt).isEqualTo(HALF);
		assertThat(this.service.requests()).hasSize(2);
		assertThat(this.service.requests().get(0)).contains("attempt:a1|");
		assertThat(this.service.requests().get(1)).contains("attempt:a2|");
	}

	@Test
	void aCommitRefusedAfterALostAnswerCarriesTheLostAnswer() {
		this.service.next(Behaviour.CUT, Behaviour.HANDLE_GONE);
		assertThatExceptionOfType(AcknowledgeException.class).isThrownBy(() -> this.template.commit(HALF))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo("MessageNotExist"))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.isInstanceOfSatisfying(RocketMqHttpException.class,
						(lost) -> assertThat(lost.isAmbiguous()).isTrue()));
	}

	@Test
	void aRefusedRollbackIsNotTriedAgain() {
		this.service.next(Behaviour.HANDLE_GONE);
		assertThatExceptionOfType(AcknowledgeException.class).isThrownBy(() -> this.template.rollback(HALF))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(this.service.requests()).hasSize(1);
	}

	@Test
	void pollsAndDecisionsAreTriedAgain() {
		this.service.next(Behaviour.UNAVAILABLE);
		assertThat(this.template.receive("orders", "GID_orders", String.class)).isEmpty();
		this.service.next(Behaviour.UNAVAILABLE);
		assertThat(this.template.receiveHalf(ConsumeRequest.of("orders", "GID_orders"))).isEmpty();
		this.service.next(Behaviour.UNAVAILABLE);
		this.template.rollback(HALF);
		assertThat(this.service.requests()).hasSize(6);
	}

	@Test
	void whatCannotBeSentIsThrownAndNothingIsRequested() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send("no such name", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAsync("no such name", "x"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.newMessage("x").topic("orders").property("KEYS", "k").sendAsync());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.newMessage("x").topic("orders").sendHalf(Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.publishHalf("orders", "no group",
				() -> OutboundMessage.of("x").immunityTime(Duration.ofSeconds(30)).build()));
		assertThat(this.service.requests()).isEmpty();
	}

	@Test
	void anInterruptEndsTheWaitForTheNextAttempt() throws InterruptedException {
		RocketMqHttpTemplate patient = template(new RetrySettings(3, Duration.ofMinutes(5), 1, Duration.ofMinutes(5)))
			.limitedBy(new PublishLimits(Duration.ofHours(1), Duration.ofHours(1), 64, 5, Duration.ofSeconds(1)));
		this.service.next(Behaviour.UNAVAILABLE);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread sender = new Thread(() -> {
			try {
				patient.send("orders", "x");
			}
			catch (RuntimeException ex) {
				ex.addSuppressed(new IllegalStateException("interrupted=" + Thread.currentThread().isInterrupted()));
				failure.set(ex);
			}
		});
		sender.start();
		await().atMost(Duration.ofMinutes(1))
			.until(() -> sender.getState() == Thread.State.TIMED_WAITING && !this.service.requests().isEmpty());
		sender.interrupt();
		sender.join(60_000);
		assertThat(failure.get()).isInstanceOfSatisfying(ServiceException.class, (ex) -> assertThat(ex.getSuppressed())
			.anySatisfy((it) -> assertThat(it).hasMessage("interrupted=true")));
	}

	@Test
	void aCancelledCallIsNotTriedAgain() {
		AtomicInteger attempts = new AtomicInteger();
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletableFuture<String> call = new AsyncRetry(
				new RetrySettings(3, Duration.ofSeconds(1), 1, Duration.ofSeconds(1)))
			.call(() -> {
				attempts.incrementAndGet();
				return first;
			});
		first.completeExceptionally(new TransportException("cut", null, true, true));
		call.cancel(true);
		await().during(Duration.ofMillis(1500)).atMost(Duration.ofMinutes(1)).until(() -> attempts.get() == 1);
		assertThat(call).isCancelled();
	}

	@Test
	void anErrorOfALaterAttemptCompletesTheResult() {
		AtomicInteger attempts = new AtomicInteger();
		NoClassDefFoundError error = new NoClassDefFoundError("com/example/Interceptor");
		CompletableFuture<String> call = new AsyncRetry(
				new RetrySettings(3, Duration.ofMillis(1), 2, Duration.ofMillis(5)))
			.call(() -> {
				if (attempts.incrementAndGet() > 1) {
					throw error;
				}
				return CompletableFuture.failedFuture(new TransportException("cut", null, true, true));
			});
		assertThat(call).failsWithin(Duration.ofMinutes(1)).withThrowableThat().withCause(error);
	}

	@Test
	void anErrorWhileAFailureIsJudgedCompletesTheResult() {
		StackOverflowError error = new StackOverflowError();
		CompletableFuture<String> call = new AsyncRetry(
				new RetrySettings(3, Duration.ofMillis(1), 2, Duration.ofMillis(5)))
			.call(() -> CompletableFuture.failedFuture(new CompletionException("cut", null) {
				private static final long serialVersionUID = 1L;

				@Override
				public synchronized Throwable getCause() {
					throw error;
				}
			}));
		assertThat(call).failsWithin(Duration.ofMinutes(1));
	}

	@Test
	void cancellingACallAbortsTheAttemptUnderWay() {
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletableFuture<String> call = new AsyncRetry(RetrySettings.DEFAULTS).call(() -> first);
		call.cancel(true);
		assertThat(first).isCancelled();
	}

	private RocketMqHttpTemplate template(RetrySettings settings) {
		return new RocketMqHttpTemplate(this.client, new SimplePayloadConverter(),
				RetryPolicies.retryTemplate(settings), new TemplateDefaults(null, null));
	}

}
