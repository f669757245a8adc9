package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Every operation, blocking and asynchronous, sends one request and returns its outcome.
 */
class OperationsTests {

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a").withWaitTime(Duration.ofSeconds(3));

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final OutboundMessage HALF = OutboundMessage.of("hello")
		.immunityTime(Duration.ofSeconds(30))
		.build();

	private ScriptedServer server;

	private RocketMqHttpClient client;

	@BeforeEach
	void start() throws IOException {
		this.server = new ScriptedServer(Reply::fitting);
		this.client = RocketMqHttpClient.builder()
			.endpoint(this.server.endpoint())
			.instanceId("MQ_INST_1")
			.credentials(CredentialsProvider.fixed(Credentials.of("test-ak", "test-sk")))
			.build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void aMessageIsPublished() throws Exception {
		PublishReceipt receipt = this.client.publish("orders", MESSAGE);
		assertThat(receipt)
			.isEqualTo(new PublishReceipt("M1", "5D41402ABC4B2A76B9719D911017C592", null, "5F1E0A0B0C0D0E0F10111213"));
		assertThat(await(this.client.publishAsync("orders", MESSAGE))).isEqualTo(receipt);
		assertSentTwice("POST", "/topics/orders/messages?ns=MQ_INST_1");
	}

	@Test
	void aHalfMessageIsPublished() throws Exception {
		PublishReceipt receipt = this.client.publishHalf("orders", HALF);
		assertThat(receipt.receiptHandle()).isEqualTo("h-1");
		assertThat(await(this.client.publishHalfAsync("orders", HALF))).isEqualTo(receipt);
		assertSentTwice("POST", "/topics/orders/messages?ns=MQ_INST_1");
	}

	@Test
	void messagesArePolled() throws Exception {
		assertThat(this.client.consume(POLL)).isEmpty();
		assertThat(await(this.client.consumeAsync(POLL))).isEmpty();
		assertSentTwice("GET", "/topics/orders/messages?numOfMessages=1&consumer=GID_a&ns=MQ_INST_1&waitseconds=3");
	}

	@Test
	void orderedMessagesArePolled() throws Exception {
		assertThat(this.client.consumeOrderly(POLL)).isEmpty();
		assertThat(await(this.client.consumeOrderlyAsync(POLL))).isEmpty();
		assertSentTwice("GET",
				"/topics/orders/messages?numOfMessages=1&consumer=GID_a&ns=MQ_INST_1&waitseconds=3&trans=order");
	}

	@Test
	void halfMessagesArePolled() throws Exception {
		assertThat(this.client.consumeHalf(POLL)).isEmpty();
		assertThat(await(this.client.consumeHalfAsync(POLL))).isEmpty();
		assertSentTwice("GET",
				"/topics/orders/messages?numOfMessages=1&consumer=GID_a&ns=MQ_INST_1&waitseconds=3&trans=pop");
	}

	@Test
	void messagesAreAcknowledged() throws Exception {
		this.client.acknowledge("orders", "GID_a", List.of("h-1", "h-2"));
		await(this.client.acknowledgeAsync("orders", "GID_a", List.of("h-1", "h-2")));
		assertSentTwice("DELETE", "/topics/orders/messages?consumer=GID_a&ns=MQ_INST_1");
	}

	@Test
	void aHalfMessageIsCommitted() throws Exception {
		this.client.commit("orders", "GID_a", "h-1");
		await(this.client.commitAsync("orders", "GID_a", "h-1"));
		assertSentTwice("DELETE", "/topics/orders/messages?consumer=GID_a&ns=MQ_INST_1&trans=commit");
	}

	@Test
	void aHalfMessageIsRolledBack() throws Exception {
		this.client.rollback("orders", "GID_a", "h-1");
		await(this.client.rollbackAsync("orders", "GID_a", "h-1"));
		assertSentTwice("DELETE", "/topics/orders/messages?consumer=GID_a&ns=MQ_INST_1&trans=rollback");
	}

	@Test
	void aHalfMessageIsNotPublishedAsAnOrdinaryOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.publish("orders", HALF))
			.withMessageContaining("'orders'")
			.withMessageContaining("publishHalf");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.publishHalf("orders", MESSAGE))
			.withMessageContaining("no immunity time");
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void aTagIsRefusedWhenPollingForHalfMessages() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.consumeHalf(POLL.withTag("a")))
			.withMessageContaining("'a'")
			.withMessageContaining("leave the tag out");
	}

	@Test
	void handlesAreCheckedBeforeAnythingIsSent() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.acknowledge("orders", "GID_a", List.of()))
			.withMessageContaining("0 receipt handles");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.acknowledgeAsync("orders", "GID_a", Collections.nCopies(17, "h")))
			.withMessageContaining("17 receipt handles");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.commit("orders", "GID_a", " "))
			.withMessageContaining("blank");
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void namesThatCannotStandInAUrlAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.publish("or ders", MESSAGE))
			.withMessageContaining("topic 'or ders'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.commit("orders", "GID/a", "h-1"))
			.withMessageContaining("consumer group 'GID/a'");
		assertThat(this.server.requests()).isEmpty();
	}

	private void assertSentTwice(String method, String target) {
		assertThat(this.server.requests()).hasSize(2).allSatisfy((request) -> {
			assertThat(request.method()).isEqualTo(method);
			assertThat(request.target()).isEqualTo(target);
		});
		RecordedRequest first = this.server.requests().get(0);
		RecordedRequest second = this.server.requests().get(1);
		assertThat(second.body()).isEqualTo(first.body());
	}

	private static <T> T await(CompletableFuture<T> future)
			throws InterruptedException, ExecutionException, TimeoutException {
		return future.get(10, TimeUnit.SECONDS);
	}

}
