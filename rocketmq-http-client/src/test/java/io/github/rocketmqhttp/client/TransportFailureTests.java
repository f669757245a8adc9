package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * When no answer comes, the exception says why, whether a retry makes sense and whether
 * the request may have been executed.
 */
@Timeout(60)
class TransportFailureTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a");

	@Test
	void aRefusedConnectionIsRetryableAndHadNoEffect() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		try (RocketMqHttpClient client = TestClients.of("http://127.0.0.1:" + port).build()) {
			assertFails(() -> client.publish("orders", MESSAGE), true, false, "refused");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, false, "refused");
		}
	}

	@Test
	void anUnknownHostIsNamed() {
		try (RocketMqHttpClient client = TestClients.of("http://no-such-host.invalid").build()) {
			assertFails(() -> client.publish("orders", MESSAGE), true, false, "host name is unknown");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, false,
					"host name is unknown");
		}
	}

	@Test
	void aConnectTimeoutIsRetryableAndHadNoEffect() throws IOException {
		// A backlog of one that is already full: the kernel answers no further SYN.
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
				Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
				RocketMqHttpClient client = TestClients.of("http://127.0.0.1:" + full.getLocalPort())
					.connectTimeout(Duration.ofMillis(200))
					.build()) {
			assertThat(first.isConnected() && second.isConnected()).isTrue();
			assertFails(() -> client.publish("orders", MESSAGE), true, false, "not established in time");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, false,
					"not established in time");
		}
	}

	@Test
	void aResponseTimeoutIsRetryableAndAmbiguous() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.receipt().after(never));
				RocketMqHttpClient client = TestClients.of(server).responseTimeout(Duration.ofMillis(200)).build()) {
			assertFails(() -> client.publish("orders", MESSAGE), true, true, "no answer came in time");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, true,
					"no answer came in time");
			assertThat(server.requests()).as("nothing is sent twice").hasSize(2);
		}
	}

	@Test
	void aPollMayWaitItsOwnTimeBeyondTheResponseTimeout() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noMessage().after(never));
				RocketMqHttpClient client = TestClients.of(server)
					.responseTimeout(Duration.ofMillis(50))
					.pollMargin(Duration.ofMillis(300))
					.build()) {
			long start = System.nanoTime();
			assertFails(() -> client.consume(POLL.withWaitTime(Duration.ofSeconds(1))), true, true,
					"no answer came in time");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1250),
					Duration.ofSeconds(10));
			start = System.nanoTime();
			assertFails(() -> client.consume(POLL), true, true, "no answer came in time");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(250),
					Duration.ofSeconds(10));
		}
	}

	@Test
	void waitingForAFreeConnectionIsBoundedAndHadNoEffect() throws IOException {
		CountDownLatch gate = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.fitting(request).after(gate));
				RocketMqHttpClient client = TestClients.of(server)
					.maxConnections(1)
					.connectionRequestTimeout(Duration.ofMillis(200))
					.connectTimeout(Duration.ofMillis(500))
					.build()) {
			Thread holder = new Thread(() -> client.publish("orders", MESSAGE));
			holder.start();
			var running = client.publishAsync("orders", MESSAGE);
			await().until(() -> server.requests().size() == 2);
			assertFails(() -> client.publish("orders", MESSAGE), true, false, "no connection became free");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, false,
					"no connection became free");
			gate.countDown();
			assertThat(running).succeedsWithin(Duration.ofSeconds(10));
			await().until(() -> !holder.isAlive());
		}
	}

	@Test
	void anInterruptedLongPollEndsAtOnceAndKeepsTheInterrupt() throws IOException {
		CountDownLatch never = new CountDownLatch(1);
		AtomicReference<TransportException> thrown = new AtomicReference<>();
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noMessage().after(never));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			Thread poller = new Thread(() -> {
				thrown.set(catchThrowableOfType(TransportException.class,
						() -> client.consume(POLL.withWaitTime(Duration.ofSeconds(30)))));
				interrupted.set(Thread.currentThread().isInterrupted());
			});
			poller.start();
			await().until(() -> server.requests().size() == 1);
			poller.interrupt();
			await().until(() -> !poller.isAlive());
			assertThat(interrupted.get()).isTrue();
			assertThat(thrown.get()).hasMessageContaining("interrupted")
				.returns(false, TransportException::isRetryable)
				.returns(true, TransportException::isAmbiguous);
		}
	}

	@Test
	void anInterruptWhileWaitingForAConnectionIsKept() throws IOException {
		CountDownLatch gate = new CountDownLatch(1);
		AtomicReference<TransportException> thrown = new AtomicReference<>();
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.receipt().after(gate));
				RocketMqHttpClient client = TestClients.of(server)
					.maxConnections(1)
					.connectionRequestTimeout(Duration.ofSeconds(30))
					.build()) {
			Thread holder = new Thread(() -> client.publish("orders", MESSAGE));
			holder.start();
			await().until(() -> server.requests().size() == 1);
			Thread waiter = new Thread(() -> {
				thrown.set(catchThrowableOfType(TransportException.class, () -> client.publish("orders", MESSAGE)));
				interrupted.set(Thread.currentThread().isInterrupted());
			});
			waiter.start();
			await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
			waiter.interrupt();
			await().until(() -> !waiter.isAlive());
			assertThat(interrupted.get()).isTrue();
			assertThat(thrown.get()).hasMessageContaining("interrupted while it waited for a connection")
				.returns(false, TransportException::isAmbiguous);
			gate.countDown();
			await().until(() -> !holder.isAlive());
		}
	}

	@Test
	void anOversizeAnswerIsNotReadAndItsConnectionIsDropped() throws IOException {
		String large = "<Message><MessageId>" + "x".repeat(5000) + "</MessageId></Message>";
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.xml(201, large));
				RocketMqHttpClient client = TestClients.of(server).maxResponseBytes(1000).build()) {
			assertFails(() -> client.publish("orders", MESSAGE), true, true, "maxResponseBytes");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, true, "maxResponseBytes");
			await().untilAsserted(() -> assertThat(server.open()).isZero());
		}
	}

	@Test
	void anOversizeErrorPageIsAnErrorByItsStatus() throws IOException {
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.xml(502, "<html>" + "x".repeat(5000)));
				RocketMqHttpClient client = TestClients.of(server).maxResponseBytes(1000).build()) {
			assertThat(Outcome.describe(() -> client.publish("orders", MESSAGE)))
				.isEqualTo("service 502 null 5F1E0A0B0C0D0E0F10111213 null retryable ambiguous");
			assertThat(Outcome.describe(() -> Outcome.await(client.publishAsync("orders", MESSAGE))))
				.isEqualTo("service 502 null 5F1E0A0B0C0D0E0F10111213 null retryable ambiguous");
		}
	}

	@Test
	void aContentLengthThatPromisesTooMuchEndsWithTheConnection() throws IOException {
		try (ScriptedServer server = new ScriptedServer(
				(request) -> Reply.raw("HTTP/1.1 201 Created\r\nContent-Length: 2147483647\r\n\r\n<Message>")
					.thenClose());
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertFails(() -> client.publish("orders", MESSAGE), true, true, "connection broke");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, true, "connection broke");
		}
	}

	@Test
	void endlessHeadersAreCutOff() throws IOException {
		String headers = "x-filler: y\r\n".repeat(5000);
		try (ScriptedServer server = new ScriptedServer(
				(request) -> Reply.raw("HTTP/1.1 201 Created\r\n" + headers + "\r\n").thenClose());
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertFails(() -> client.publish("orders", MESSAGE), true, true, "connection broke");
			assertFails(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), true, true, "connection broke");
		}
	}

	private static void assertFails(ThrowingCallable call, boolean retryable, boolean ambiguous, String text) {
		TransportException ex = catchThrowableOfType(TransportException.class, call);
		assertThat(ex).hasMessageContaining("topic 'orders'")
			.hasMessageContaining(text)
			.returns(retryable, TransportException::isRetryable)
			.returns(ambiguous, TransportException::isAmbiguous);
	}

}
