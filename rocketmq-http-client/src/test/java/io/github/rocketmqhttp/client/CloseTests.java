package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Closing lets running calls end, aborts those that do not, and leaves nothing behind;
 * cancelling aborts a single call.
 */
@Timeout(60)
class CloseTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a")
		.withWaitTime(Duration.ofSeconds(30));

	@Test
	void aCancelledCallClosesItsConnection() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noMessage().after(never));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			CompletableFuture<?> poll = client.consumeAsync(POLL);
			await().until(() -> server.requests().size() == 1);
			assertThat(poll.cancel(true)).isTrue();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(poll::join);
			assertConnectionCloses(server);
		}
	}

	@Test
	void noCancelledCallKeepsItsConnectionHoweverEarlyItIsCancelled() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noMessage().after(never));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			for (int i = 0; i < 200; i++) {
				int seen = server.requests().size();
				CompletableFuture<?> poll = client.consumeAsync(POLL);
				if (i % 2 == 0) {
					await().pollInterval(Duration.ofMillis(1)).until(() -> server.requests().size() > seen);
				}
				poll.cancel(true);
			}
			assertConnectionCloses(server);
		}
	}

	@Test
	void aCallThatItsCallerTimesOutClosesItsConnection() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noMessage().after(never));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			CompletableFuture<?> poll = client.consumeAsync(POLL);
			await().until(() -> server.requests().size() == 1);
			CompletableFuture<?> bounded = poll.orTimeout(100, TimeUnit.MILLISECONDS);
			assertThat(bounded).failsWithin(Duration.ofSeconds(10));
			assertConnectionCloses(server);
		}
	}

	@Test
	void aCancelledCallGivesItsPlaceToTheNextOne() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer(
				(request) -> (request.connection() == 1) ? Reply.noMessage().after(never) : Reply.fitting(request));
				RocketMqHttpClient client = TestClients.of(server).maxConnections(1).build()) {
			CompletableFuture<?> poll = client.consumeAsync(POLL);
			await().until(() -> server.requests().size() == 1);
			poll.cancel(true);
			assertThat(Outcome.await(client.consumeAsync(POLL))).isEmpty();
		}
	}

	@Test
	void aClosedClientRefusesCallsAndMayBeClosedAgain() throws IOException {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting)) {
			RocketMqHttpClient client = TestClients.of(server).build();
			client.close();
			client.close();
			assertThatIllegalStateException().isThrownBy(() -> client.publish("orders", MESSAGE))
				.withMessageContaining("closed");
			assertThatIllegalStateException().isThrownBy(() -> client.publishAsync("orders", MESSAGE))
				.withMessageContaining("closed");
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void runningCallsEndBeforeTheClientIsClosed() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.fitting(request).after(gate))) {
			RocketMqHttpClient client = TestClients.of(server).drainTimeout(Duration.ofSeconds(30)).build();
			AtomicReference<Object> receipt = new AtomicReference<>();
			Thread publisher = new Thread(() -> receipt.set(client.publish("orders", MESSAGE)));
			publisher.start();
			CompletableFuture<?> poll = client.consumeAsync(POLL);
			await().until(() -> server.requests().size() == 2);
			Thread closer = new Thread(client::close);
			closer.start();
			await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
			assertThatIllegalStateException().isThrownBy(() -> client.publish("orders", MESSAGE));
			gate.countDown();
			Outcome.await(poll);
			await().until(() -> !closer.isAlive());
			publisher.join();
			assertThat(receipt.get()).isNotNull();
		}
	}

	@Test
	void callsThatDoNotEndAreAborted() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.fitting(request).after(never))) {
			RocketMqHttpClient client = TestClients.of(server).drainTimeout(Duration.ofMillis(100)).build();
			AtomicReference<Throwable> blocking = new AtomicReference<>();
			Thread publisher = new Thread(() -> client.publish("orders", MESSAGE));
			publisher.setUncaughtExceptionHandler((thread, ex) -> blocking.set(ex));
			publisher.start();
			CompletableFuture<?> poll = client.consumeAsync(POLL);
			await().until(() -> server.requests().size() == 2);
			client.close();
			await().until(() -> !publisher.isAlive() && poll.isDone());
			assertThat(blocking.get()).isInstanceOfSatisfying(TransportException.class, CloseTests::assertClosed);
			assertThat(poll).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(TransportException.class, CloseTests::assertClosed);
		}
	}

	@Test
	void aClosedClientLeavesNoThreadAndNoConnection() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting)) {
			RocketMqHttpClient client = TestClients.of(server).build();
			client.publish("orders", MESSAGE);
			Outcome.await(client.publishAsync("orders", MESSAGE));
			assertThat(ClientThreads.running()).isNotEmpty();
			client.close();
			await().untilAsserted(() -> assertThat(ClientThreads.running()).isEmpty());
			await().untilAsserted(() -> assertThat(server.open()).isZero());
		}
	}

	private static void assertClosed(TransportException ex) {
		assertThat(ex).hasMessageContaining("the client was closed");
		assertThat(ex.isRetryable()).isFalse();
		assertThat(ex.isAmbiguous()).isTrue();
	}

	private static void assertConnectionCloses(ScriptedServer server) {
		await().untilAsserted(() -> assertThat(server.open()).isZero());
	}

}
