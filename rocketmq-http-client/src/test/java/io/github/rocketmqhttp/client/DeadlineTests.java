package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.DrippingServer.Drip;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Each call ends in time, whatever the server sends meanwhile.
 */
@Timeout(60)
class DeadlineTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final OutboundMessage HALF = OutboundMessage.of("hello")
		.immunityTime(Duration.ofSeconds(30))
		.build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a");

	private static final ConsumeRequest LONG_POLL = POLL.withWaitTime(Duration.ofSeconds(1));

	private static final List<CallOfClient> CALLS = List.of((client) -> client.publish("orders", MESSAGE),
			(client) -> client.publishHalf("orders", HALF), (client) -> client.commit("orders", "GID_a", "h-1"),
			(client) -> client.acknowledge("orders", "GID_a", List.of("h-1")), (client) -> client.consume(POLL),
			(client) -> client.consume(LONG_POLL), (client) -> Outcome.await(client.publishAsync("orders", MESSAGE)),
			(client) -> Outcome.await(client.rollbackAsync("orders", "GID_a", "h-1")),
			(client) -> Outcome.await(client.consumeHalfAsync(LONG_POLL)));

	/** Connection 2 s, answer 0.3 s, and the longer poll 1 s more. */
	private static final Duration LONGEST = Duration.ofMillis(3300);

	/**
	 * All of them at once, because each takes its time.
	 */
	@Test
	void aServerThatDripsHoldsNoCallBeyondItsDeadline() throws Exception {
		List<CompletableFuture<Void>> drips = new ArrayList<>();
		for (Drip drip : Drip.values()) {
			drips.add(CompletableFuture.runAsync(() -> holdsNoCall(drip),
					(task) -> new Thread(task, drip.name()).start()));
		}
		for (CompletableFuture<Void> drip : drips) {
			drip.get(50, TimeUnit.SECONDS);
		}
	}

	private static void holdsNoCall(Drip drip) {
		String scheme = (drip == Drip.HANDSHAKE) ? "https" : "http";
		try (DrippingServer server = new DrippingServer(drip);
				RocketMqHttpClient client = TestClients.of(scheme + "://localhost:" + server.port())
					.connectionRequestTimeout(Duration.ofSeconds(1))
					.connectTimeout(Duration.ofSeconds(1))
					.responseTimeout(Duration.ofMillis(300))
					.pollMargin(Duration.ofMillis(300))
					.build()) {
			long start = System.nanoTime();
			List<CompletableFuture<Throwable>> failures = new ArrayList<>();
			for (CallOfClient call : CALLS) {
				failures.add(CompletableFuture.supplyAsync(() -> catchThrowable(() -> call.make(client)),
						(task) -> new Thread(task, "caller").start()));
			}
			assertThat(failures).as(drip.name())
				.allSatisfy((failure) -> assertThat(failure).succeedsWithin(Duration.ofSeconds(30)))
				.allSatisfy((failure) -> assertThat(failure.join()).isInstanceOfSatisfying(TransportException.class,
						(ex) -> assertThat(ex.isRetryable()).isTrue()));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as(drip.name()).isLessThan(LONGEST.plusSeconds(10));
			if (drip != Drip.HANDSHAKE) {
				assertThat(failures).as(drip.name())
					.allSatisfy((failure) -> assertThat(failure.join())
						.isInstanceOfSatisfying(TransportException.class, (ex) -> assertThat(ex.isAmbiguous()).isTrue())
						.hasMessageContaining("no answer came in time"));
			}
			await().untilAsserted(() -> assertThat(server.open()).as("connections").isZero());
			await().untilAsserted(() -> assertThat(client.connectionUse()).satisfies(
					(use) -> assertThat(use.blocking()).isEqualTo(unused(use.blocking())),
					(use) -> assertThat(use.asynchronous()).isEqualTo(unused(use.asynchronous()))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The request is what does not end there.
	 */
	@Test
	void aServerThatReadsNothingHoldsNoLargePublish() throws IOException {
		CountDownLatch over = new CountDownLatch(1);
		OutboundMessage large = OutboundMessage.of("x".repeat(4_000_000)).build();
		try (ConnectionAcceptor server = new ConnectionAcceptor("deaf-server", (connection) -> over.await());
				RocketMqHttpClient client = TestClients.of("http://127.0.0.1:" + server.port())
					.connectionRequestTimeout(Duration.ofMillis(100))
					.connectTimeout(Duration.ofMillis(100))
					.responseTimeout(Duration.ofMillis(300))
					.build()) {
			CompletableFuture<Throwable> blocking = CompletableFuture
				.supplyAsync(() -> catchThrowable(() -> client.publish("orders", large)));
			assertThat(client.publishAsync("orders", large)).failsWithin(Duration.ofSeconds(20));
			assertThat(blocking).succeedsWithin(Duration.ofSeconds(20))
				.isInstanceOfSatisfying(TransportException.class, (ex) -> assertThat(ex.isAmbiguous()).isTrue());
			over.countDown();
		}
	}

	private static ConnectionUse.Pool unused(ConnectionUse.Pool pool) {
		return new ConnectionUse.Pool(0, 0, 0, pool.max());
	}

	@Test
	void aCallWhoseThreadIsInterruptedEndsAtOnceAndKeepsTheInterrupt() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noContent().after(never));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			Thread caller = new Thread(() -> {
				thrown.set(catchThrowable(() -> client.commit("orders", "GID_a", "h-1")));
				interrupted.set(Thread.currentThread().isInterrupted());
			});
			caller.start();
			await().until(() -> server.requests().size() == 1);
			caller.interrupt();
			await().atMost(Duration.ofSeconds(5)).until(() -> !caller.isAlive());
			assertThat(interrupted.get()).isTrue();
			assertThat(thrown.get()).isInstanceOfSatisfying(TransportException.class,
					(ex) -> assertThat(ex).hasMessageContaining("the thread was interrupted; the service may have")
						.returns(false, TransportException::isRetryable)
						.returns(true, TransportException::isAmbiguous));
			assertThat(client.serverStatus().sinceNoAnswer()).as("the server is not to blame").isNull();
		}
	}

	/**
	 * What is left to do when a thread is to end, such as the commit of a message, is
	 * done.
	 */
	@Test
	void aCallOfAThreadThatWasInterruptedBeforeIsMade() throws IOException {
		CountDownLatch held = new CountDownLatch(1);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noContent().after(held));
				RocketMqHttpClient client = TestClients.of(server).responseTimeout(Duration.ofSeconds(2)).build()) {
			Thread caller = new Thread(() -> {
				Thread.currentThread().interrupt();
				thrown.set(catchThrowable(() -> client.commit("orders", "GID_a", "h-1")));
			});
			caller.start();
			await().until(() -> server.requests().size() == 1);
			// Several looks at running calls lie in between.
			await().pollDelay(Duration.ofMillis(300)).until(caller::isAlive);
			held.countDown();
			await().until(() -> !caller.isAlive());
			assertThat(thrown.get()).isNull();
		}
	}

	private interface CallOfClient {

		void make(RocketMqHttpClient client) throws Exception;

	}

}
