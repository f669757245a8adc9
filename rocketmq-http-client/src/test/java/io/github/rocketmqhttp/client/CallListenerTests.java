package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.client.CallListener.CompletedCall;
import io.github.rocketmqhttp.client.ConnectionUse.Pool;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Every request is heard of, and every connection is counted.
 */
@Timeout(60)
class CallListenerTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a");

	private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

	private final Queue<CompletedCall> calls = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<Reply> mayAnswer = new CompletableFuture<>();

	private ScriptedServer server;

	private RocketMqHttpClient client;

	@BeforeEach
	void start() throws IOException {
		this.server = new ScriptedServer((request) -> {
			Reply reply = this.replies.poll();
			return (reply != null) ? reply : this.mayAnswer.join();
		});
		this.client = TestClients.of(this.server).maxConnections(7).callListener(this.calls::add).build();
	}

	@AfterEach
	void stop() throws IOException {
		this.mayAnswer.complete(Reply.noMessage());
		this.client.close();
		this.server.close();
	}

	@Test
	void answersOfBothKindsOfCalls() {
		this.replies.add(Reply.receipt());
		this.client.publish("orders", MESSAGE);
		this.replies.add(Reply.noMessage());
		this.client.consumeAsync(POLL).join();

		await().untilAsserted(() -> assertThat(this.calls).hasSize(2));
		assertThat(this.calls).extracting(CompletedCall::operation).containsExactly("publish", "consume");
		assertThat(this.calls).allSatisfy((call) -> {
			assertThat(call.topic()).isEqualTo("orders");
			assertThat(call.failure()).isNull();
			assertThat(call.duration()).isPositive().isLessThan(Duration.ofSeconds(30));
		});
	}

	@Test
	void failures() {
		this.replies.add(Reply.NONE);
		assertThatExceptionOfType(RocketMqHttpException.class)
			.isThrownBy(() -> this.client.commit("orders", "GID_a", "handle"));
		this.replies.add(Reply.NONE);
		assertThat(this.client.rollbackAsync("orders", "GID_a", "handle")).failsWithin(Duration.ofSeconds(30));

		await().untilAsserted(() -> assertThat(this.calls).hasSize(2));
		assertThat(this.calls).extracting(CompletedCall::operation).containsExactly("commit", "rollback");
		assertThat(this.calls).allSatisfy((call) -> assertThat(call.failure()).isInstanceOf(TransportException.class));
	}

	@Test
	void aPollThatIsGivenUp() {
		CompletableFuture<List<ReceivedMessage>> poll = this.client.consumeHalfAsync(POLL);
		poll.cancel(true);
		assertThat(this.calls).extracting(CompletedCall::operation).containsExactly("consume_half");
		assertThat(this.calls).extracting(CompletedCall::failure).hasOnlyElementsOfTypes(CancellationException.class);
	}

	@Test
	void connectionsAreCountedByTheKindOfCallsThatUseThem() {
		assertThat(this.client.connectionUse().blocking()).isEqualTo(new Pool(0, 0, 0, 7));
		this.replies.add(Reply.receipt());
		this.client.publish("orders", MESSAGE);
		assertThat(this.client.connectionUse().blocking()).isEqualTo(new Pool(0, 1, 0, 7));

		CompletableFuture<?> poll = this.client.consumeAsync(POLL);
		await().untilAsserted(
				() -> assertThat(this.client.connectionUse().asynchronous()).isEqualTo(new Pool(1, 0, 0, 7)));
		this.mayAnswer.complete(Reply.noMessage());
		poll.join();
		await().untilAsserted(
				() -> assertThat(this.client.connectionUse().asynchronous()).isEqualTo(new Pool(0, 1, 0, 7)));
	}

}
