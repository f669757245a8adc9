package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.client.ServerStatus.Access;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a client has learned about the server from its answers alone.
 */
@Timeout(60)
class ServerStatusTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a");

	private static final Instant NOW = Instant.parse("2026-11-22T18:38:50.400Z");

	private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

	private ScriptedServer server;

	private RocketMqHttpClient client;

	@BeforeEach
	void start() throws IOException {
		this.server = new ScriptedServer((request) -> this.replies.remove());
		this.client = TestClients.of(this.server).clock(() -> NOW).build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void nothingIsKnownBeforeTheFirstCall() {
		ServerStatus status = this.client.serverStatus();
		assertThat(status).isEqualTo(new ServerStatus(null, null, null, Access.UNKNOWN, null));
		assertThat(status.isAnswering()).isFalse();
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void anAnswerIsRememberedAndAgesWithoutFurtherCalls() {
		this.replies.add(Reply.receipt());
		this.client.publish("orders", MESSAGE);
		Duration first = this.client.serverStatus().sinceAnswer();
		assertThat(first).isNotNull().isLessThan(Duration.ofSeconds(30));
		await().untilAsserted(() -> assertThat(this.client.serverStatus().sinceAnswer()).isGreaterThan(first));
		assertThat(this.client.serverStatus().isAnswering()).isTrue();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void aCallWithoutAnAnswerIsRememberedUntilTheNextAnswer() {
		this.replies.add(Reply.NONE);
		assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE));
		assertThat(this.client.serverStatus().isAnswering()).isFalse();
		assertThat(this.client.serverStatus().sinceNoAnswer()).isNotNull();
		this.replies.add(Reply.noMessage());
		this.client.consumeAsync(POLL).join();
		assertThat(this.client.serverStatus().isAnswering()).isTrue();
		this.replies.add(Reply.NONE);
		assertThat(this.client.consumeAsync(POLL)).failsWithin(Duration.ofSeconds(30));
		assertThat(this.client.serverStatus().isAnswering()).isFalse();
	}

	@Test
	void aCancelledPollSaysNothingAboutTheServer() {
		this.replies.add(Reply.noMessage());
		this.client.consume(POLL);
		CountDownLatch gate = new CountDownLatch(1);
		this.replies.add(Reply.noMessage().after(gate));
		CompletableFuture<?> poll = this.client.consumeAsync(POLL);
		await().until(() -> this.server.requests().size() == 2);
		poll.cancel(true);
		gate.countDown();
		assertThat(this.client.serverStatus().sinceNoAnswer()).isNull();
		assertThat(this.client.serverStatus().isAnswering()).isTrue();
	}

	@Test
	void theClocksAreComparedByTheDateOfTheAnswer() {
		answerAt("Sun, 22 Nov 2026 18:38:50 GMT");
		assertThat(this.client.serverStatus().clockSkew()).isEqualTo(Duration.ofMillis(400));
		answerAt("Sun, 22 Nov 2026 18:28:50 GMT");
		assertThat(this.client.serverStatus().clockSkew()).isEqualTo(Duration.ofMinutes(10).plusMillis(400));
		answerAt("Sun, 22 Nov 2026 18:39:00 GMT");
		assertThat(this.client.serverStatus().clockSkew()).isEqualTo(Duration.ofMillis(-9600));
		answerAt("tomorrow");
		assertThat(this.client.serverStatus().clockSkew()).isEqualTo(Duration.ofMillis(-9600));
		this.replies.add(Reply.noMessage());
		this.client.consume(POLL);
		assertThat(this.client.serverStatus().clockSkew()).isEqualTo(Duration.ofMillis(-9600));
	}

	private void answerAt(String date) {
		byte[] body = "<Messages xmlns=\"http://mq.aliyuncs.com/doc/v1\"></Messages>".getBytes(StandardCharsets.UTF_8);
		this.replies.add(Reply.of(200, Map.of("Date", date, "Content-Length", Integer.toString(body.length)), body));
		this.client.consume(POLL);
	}

	@Test
	void aRefusedKeyIsRememberedUntilARequestIsCarriedOut() {
		this.replies.add(Reply.error(403, "SignatureDoesNotMatch"));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE));
		assertThat(this.client.serverStatus().access()).isEqualTo(Access.REFUSED);
		assertThat(this.client.serverStatus().refusal()).isEqualTo("SignatureDoesNotMatch");
		assertThat(this.client.serverStatus().isAnswering()).isTrue();
		this.replies.add(Reply.error(500, "InternalError"));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE));
		assertThat(this.client.serverStatus().access()).as("a failing service says nothing about keys")
			.isEqualTo(Access.REFUSED);
		this.replies.add(Reply.noMessage());
		this.client.consume(POLL);
		assertThat(this.client.serverStatus().access()).isEqualTo(Access.ACCEPTED);
		assertThat(this.client.serverStatus().refusal()).isNull();
	}

	@Test
	void aRefusedHandleMeansAnAcceptedKey() {
		this.replies.add(Reply.xml(404, "<Errors xmlns=\"" + Reply.NAMESPACE + "\"><Error><ErrorCode>MessageNotExist"
				+ "</ErrorCode><ErrorMessage>Gone.</ErrorMessage><ReceiptHandle>h-1</ReceiptHandle></Error></Errors>"));
		assertThatExceptionOfType(AcknowledgeException.class)
			.isThrownBy(() -> this.client.commit("orders", "GID_a", "h-1"));
		assertThat(this.client.serverStatus().access()).isEqualTo(Access.ACCEPTED);
	}

	@Test
	void aRefusalWithoutACodeIsNamedByItsStatus() {
		this.replies.add(Reply.xml(403, ""));
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE));
		assertThat(this.client.serverStatus().refusal()).isEqualTo("HTTP 403");
	}

}
