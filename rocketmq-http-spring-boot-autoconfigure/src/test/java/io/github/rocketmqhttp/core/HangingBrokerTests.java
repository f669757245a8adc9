package io.github.rocketmqhttp.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.converter.SimplePayloadConverter;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * A server that accepts connections and never answers keeps callers for a short time
 * only.
 */
class HangingBrokerTests {

	private final SilentServer server = new SilentServer();

	private final RocketMqHttpClient client = RocketMqHttpClient.builder()
		.endpoint(this.server.endpoint())
		.credentials(CredentialsProvider.fixed(Credentials.of("ak", "sk")))
		.drainTimeout(Duration.ZERO)
		.build();

	private final RocketMqHttpTemplate template = new RocketMqHttpTemplate(this.client, new SimplePayloadConverter(),
			RetryPolicies.retryTemplate(RetrySettings.DEFAULTS), new TemplateDefaults(null, null));

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
	}

	@Test
	void aPublishEndsInTimeWithAllItsAttempts() {
		assertThat(timeOf(() -> this.template.send("orders", "x"))).isLessThan(Duration.ofSeconds(8));
	}

	@Test
	void ofManyCallersMostAreRefusedAtOnceAndNoneWaitsForLong() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(230);
		try {
			List<Callable<Duration>> calls = new ArrayList<>();
			for (int i = 0; i < 230; i++) {
				calls.add(() -> timeOf(() -> this.template.publishHalf("orders", "GID_orders",
						() -> OutboundMessage.of("x").immunityTime(Duration.ofSeconds(30)).build())));
			}
			List<Duration> times = new ArrayList<>();
			for (Future<Duration> call : callers.invokeAll(calls)) {
				times.add(call.get());
			}
			assertThat(times).allMatch((time) -> time.compareTo(Duration.ofSeconds(8)) < 0);
			assertThat(times).filteredOn((time) -> time.compareTo(Duration.ofSeconds(2)) < 0)
				.hasSizeGreaterThanOrEqualTo(120);
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void aPublishWithinADatabaseTransactionEndsSooner() {
		TransactionSynchronizationManager.setActualTransactionActive(true);
		try {
			assertThat(timeOf(() -> this.template.send("orders", "x"))).isLessThan(Duration.ofSeconds(4));
		}
		finally {
			TransactionSynchronizationManager.setActualTransactionActive(false);
		}
	}

	@Test
	void theCallerOfATransactionThatHasEndedIsNotKept() {
		HalfMessageReceipt half = new HalfMessageReceipt("orders", "GID_orders", "M1", "h-1");
		assertThat(timeOf(() -> this.template.commitBriefly(half))).isLessThan(Duration.ofSeconds(4));
		assertThat(timeOf(() -> this.template.rollbackBriefly(half))).isLessThan(Duration.ofSeconds(4));
	}

	@Test
	void anAcknowledgementEndsInTime() {
		Message<String> message = MessageBuilder.withPayload("x")
			.setHeader(RocketMqHttpHeaders.TOPIC, "orders")
			.setHeader(RocketMqHttpHeaders.CONSUMER_GROUP, "GID_orders")
			.setHeader(RocketMqHttpHeaders.RECEIPT_HANDLE, "h-1")
			.build();
		assertThat(timeOf(() -> this.template.acknowledge(message))).isLessThan(Duration.ofSeconds(8));
	}

	@Test
	void anAsynchronousPublishEndsInTimeToo() {
		assertThat(this.template.sendAsync("orders", "x")).failsWithin(Duration.ofSeconds(8))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(TransportException.class);
	}

	@Test
	void callersBeyondTheLimitAreToldWhatToDo() {
		RocketMqHttpTemplate narrow = this.template.limitedBy(limits(Duration.ofSeconds(5), 1, 0));
		CompletableFuture<Void> first = CompletableFuture.runAsync(() -> timeOf(() -> narrow.send("orders", "x")));
		await().until(() -> narrow.getPublishStatus().waiting() == 1);
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> narrow.send("orders", "y"))
			.withMessageContaining("Publishing to topic 'orders' was not tried")
			.withMessageContaining("rocketmq-http.client.publish.max-concurrent")
			.satisfies((ex) -> {
				assertThat(ex.isRetryable()).isTrue();
				assertThat(ex.isAmbiguous()).isFalse();
			});
		first.join();
		assertThat(narrow.getPublishStatus().waiting()).isZero();
		assertThat(narrow.getPublishStatus().refusedBusy()).isEqualTo(1);
	}

	@Test
	void whileTheBrokerIsAwayNothingIsSentButAProbe() {
		RocketMqHttpTemplate sensitive = this.template.limitedBy(limits(Duration.ofMillis(200), 64, 2));
		timeOf(() -> sensitive.send("orders", "x"));
		timeOf(() -> sensitive.send("orders", "x"));
		int connections = this.server.connections();
		assertThat(sensitive.getPublishStatus().isAway()).isTrue();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> sensitive.send("orders", "y"))
			.withMessageContaining("Publishing to topic 'orders' was not tried, because the broker does not answer")
			.satisfies((ex) -> assertThat(ex.isRetryable()).isTrue());
		assertThat(sensitive.sendAsync("orders", "y")).isCompletedExceptionally();
		HalfMessageReceipt half = new HalfMessageReceipt("orders", "GID_orders", "M1", "h-1");
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> sensitive.commitBriefly(half))
			.withMessageContaining("Committing a half message of topic 'orders' was not tried");
		assertThat(this.server.connections()).isEqualTo(connections);
		assertThat(sensitive.getPublishStatus().refusedAway()).isEqualTo(3);
		await().untilAsserted(() -> {
			assertThatExceptionOfType(TransportException.class).isThrownBy(() -> sensitive.send("orders", "z"));
			assertThat(this.server.connections()).isGreaterThan(connections);
		});
	}

	@Test
	void aPauseThatWouldOutlastTheDeadlineIsNotMade() {
		this.server.close();
		RocketMqHttpTemplate patient = new RocketMqHttpTemplate(this.client, new SimplePayloadConverter(),
				RetryPolicies.retryTemplate(new RetrySettings(3, Duration.ofSeconds(30), 1, Duration.ofSeconds(30))),
				new TemplateDefaults(null, null));
		assertThat(timeOf(() -> patient.send("orders", "x"))).isLessThan(Duration.ofSeconds(20));
		assertThat(patient.sendAsync("orders", "x")).failsWithin(Duration.ofSeconds(20));
	}

	private static PublishLimits limits(Duration timeout, int maxConcurrent, int failureThreshold) {
		return new PublishLimits(timeout, timeout, maxConcurrent, failureThreshold, Duration.ofMillis(500));
	}

	private static Duration timeOf(Runnable call) {
		long start = System.nanoTime();
		assertThat(catchThrowableOfType(TransportException.class, call::run)).satisfies((ex) -> {
			assertThat(ex.isRetryable()).isTrue();
			assertThat(ex.getHttpStatus()).isZero();
		});
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
