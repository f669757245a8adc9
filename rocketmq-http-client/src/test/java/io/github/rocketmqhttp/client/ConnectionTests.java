package io.github.rocketmqhttp.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections are kept, dropped and limited as the protocol and the settings say.
 */
@Timeout(60)
class ConnectionTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a")
		.withWaitTime(Duration.ofSeconds(30));

	@Test
	void aConnectionIsKeptForTheNextCall() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			for (int i = 0; i < 5; i++) {
				client.publish("orders", MESSAGE);
				client.acknowledge("orders", "GID_a", List.of("h-1"));
			}
			assertThat(server.accepted()).isEqualTo(1);
			for (int i = 0; i < 20; i++) {
				Outcome.await(client.publishAsync("orders", MESSAGE));
				Outcome.await(client.consumeAsync(POLL));
			}
			// The engine may hand out an answer a moment before it has its connection
			// back.
			assertThat(server.accepted()).isBetween(2, 4);
		}
	}

	@Test
	void anAnswerThatEndsTheConnectionDoesNotBreakTheNextCall() throws Exception {
		try (ScriptedServer server = new ScriptedServer((request) -> {
			Map<String, String> headers = new LinkedHashMap<>();
			headers.put("Connection", "close");
			headers.put("Content-Length", "0");
			return Reply.of(204, headers, new byte[0]).thenClose();
		}); RocketMqHttpClient client = TestClients.of(server).build()) {
			for (int i = 0; i < 3; i++) {
				client.commit("orders", "GID_a", "h-1");
				Outcome.await(client.commitAsync("orders", "GID_a", "h-1"));
			}
			assertThat(server.accepted()).isEqualTo(6);
		}
	}

	@Test
	void aConnectionThatTheServerClosedWhileIdleIsReplaced() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).idleTimeout(Duration.ofMillis(300)).build()) {
			client.publish("orders", MESSAGE);
			Outcome.await(client.publishAsync("orders", MESSAGE));
			await().until(() -> server.open() == 0);
			client.publish("orders", MESSAGE);
			Outcome.await(client.publishAsync("orders", MESSAGE));
			assertThat(server.accepted()).isEqualTo(4);
		}
	}

	@Test
	void aConnectionThatBecameStaleIsNoticedBeforeItIsUsed() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			client.publish("orders", MESSAGE);
			server.closeConnections();
			long closed = System.nanoTime();
			// Beyond two seconds of rest a connection is looked at before it is used.
			await().until(() -> System.nanoTime() - closed > Duration.ofMillis(2100).toNanos());
			client.publish("orders", MESSAGE);
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	@Test
	void redirectsAreNotFollowed() throws Exception {
		try (ScriptedServer target = new ScriptedServer(Reply::fitting);
				ScriptedServer server = new ScriptedServer((request) -> Reply.of(307,
						Map.of("Location", target.endpoint() + "/x", "Content-Length", "0"), new byte[0]));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertThat(Outcome.describe(() -> client.publish("orders", MESSAGE))).startsWith("service 307 null");
			assertThat(Outcome.describe(() -> Outcome.await(client.consumeAsync(POLL)))).startsWith("service 307 null");
			assertThat(target.requests()).isEmpty();
		}
	}

	@Test
	void cookiesAreNotKept() throws Exception {
		try (ScriptedServer server = new ScriptedServer(
				(request) -> Reply.of(204, Map.of("Set-Cookie", "a=1", "Content-Length", "0"), new byte[0]));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			for (int i = 0; i < 2; i++) {
				client.commit("orders", "GID_a", "h-1");
				Outcome.await(client.commitAsync("orders", "GID_a", "h-1"));
			}
			assertThat(server.requests()).hasSize(4)
				.allSatisfy((request) -> assertThat(request.header("Cookie")).isEmpty());
		}
	}

	@Test
	void aServerThatAsksForAPasswordIsNotAnswered() throws Exception {
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.of(401,
				Map.of("WWW-Authenticate", "Basic realm=\"x\"", "Content-Length", "0"), new byte[0]));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertThat(Outcome.describe(() -> client.publish("orders", MESSAGE))).startsWith("service 401 null");
			assertThat(Outcome.describe(() -> Outcome.await(client.publishAsync("orders", MESSAGE))))
				.startsWith("service 401 null");
			assertThat(server.requests()).hasSize(2);
		}
	}

	@Test
	void onlyTheHeadersOfTheProtocolAreSent() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).userAgent("my-service/1").build()) {
			client.publish("orders", MESSAGE);
			Outcome.await(client.publishAsync("orders", MESSAGE));
			assertThat(server.requests()).hasSize(2).allSatisfy((request) -> {
				assertThat(request.headers().stream().map((header) -> header.getKey().toLowerCase(Locale.ROOT)))
					.containsExactlyInAnyOrder("date", "authorization", "x-mq-version", "content-type", "user-agent",
							"content-length", "host", "connection");
				assertThat(request.header("User-Agent")).hasValue("my-service/1");
				assertThat(request.header("Host")).hasValue("127.0.0.1:" + server.port());
			});
			server.forgetRequests();
			client.consume(ConsumeRequest.of("orders", "GID_a"));
			Outcome.await(client.consumeAsync(ConsumeRequest.of("orders", "GID_a")));
			assertThat(server.requests()).hasSize(2).allSatisfy((request) -> {
				assertThat(request.headers().stream().map((header) -> header.getKey().toLowerCase(Locale.ROOT)))
					.containsExactlyInAnyOrder("date", "authorization", "x-mq-version", "content-type", "user-agent",
							"host", "connection");
				assertThat(request.body()).isEmpty();
			});
		}
	}

	@Test
	void moreThreadsThanConnectionsAllGetTheirTurn() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(12);
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server)
					.maxConnections(3)
					.connectionRequestTimeout(Duration.ofSeconds(30))
					.build()) {
			List<Callable<PublishReceipt>> calls = Collections.nCopies(1200, () -> client.publish("orders", MESSAGE));
			for (Future<PublishReceipt> call : threads.invokeAll(calls)) {
				assertThat(call.get().messageId()).isEqualTo("M1");
			}
			assertThat(server.requests()).hasSize(1200);
			assertThat(server.accepted()).isBetween(1, 3);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void pendingPollsHoldNoThread() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.noMessage().after(gate));
				RocketMqHttpClient client = TestClients.of(server).maxConnections(150).build()) {
			List<CompletableFuture<?>> polls = IntStream.range(0, 150)
				.<CompletableFuture<?>>mapToObj((i) -> client.consumeAsync(POLL))
				.toList();
			await().until(() -> server.requests().size() == 150);
			assertThat(ClientThreads.running()).hasSizeLessThan(8);
			gate.countDown();
			for (CompletableFuture<?> poll : polls) {
				Outcome.await(poll);
			}
		}
	}

}
