package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The parser's work grows with the square of the namespaces that a start tag declares, so
 * start tags are bounded before it sees them; and what it does see is no work of the few
 * threads that carry all calls.
 */
@Timeout(60)
class StartTagTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final ConsumeRequest POLL = ConsumeRequest.of("orders", "GID_a");

	@ParameterizedTest
	@ValueSource(ints = { 9, 200, 60_000 })
	void namespaceDeclarationsAreBounded(int declarations) throws IOException {
		String tag = IntStream.range(0, declarations)
			.mapToObj((i) -> " xmlns:n" + i + "='u'")
			.collect(Collectors.joining("", "<Messages", ">"));
		assertRefused(tag + "</Messages>");
		assertRefused("<Messages><!-- > --><Message><a" + tag.substring("<Messages".length(), tag.length() - 1)
				+ "/></Message></Messages>");
	}

	@Test
	void theLengthOfAStartTagIsBounded() throws IOException {
		assertRefused("<Messages a='" + ">".repeat(2000) + "'></Messages>");
		assertRefused("<" + "x".repeat(2000) + "></" + "x".repeat(2000) + ">");
		assertRefused("<Messages" + " ".repeat(2000) + "></Messages>");
	}

	@Test
	void whatLooksLikeALongTagInABodyIsText() throws IOException {
		String text = "&lt;a" + " xmlns:a='u'".repeat(1000) + "&gt; <![CDATA[<a" + " xmlns:a='u'".repeat(1000)
				+ ">]]><!-- <a" + " xmlns:a='u'".repeat(1000) + "> -->";
		Reply reply = Reply.xml(200, "<?xml version='1.0'?><Messages xmlns='" + Reply.NAMESPACE
				+ "'><Message><MessageId>M1</MessageId><MessageBody>" + text + "</MessageBody></Message></Messages>");
		try (ScriptedServer server = new ScriptedServer((request) -> reply);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertThat(client.consume(POLL)).singleElement()
				.satisfies((message) -> assertThat(message.body()).startsWith("<a xmlns:a='u'").hasSize(24_007));
		}
	}

	@Test
	void answersAreNotReadByTheThreadsThatCarryThem() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.fitting(request).after(gate));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			// Registered before the answer comes, so whoever has read it runs this.
			CompletableFuture<String> thread = client.publishAsync("orders", MESSAGE)
				.thenApply((receipt) -> Thread.currentThread().getName());
			gate.countDown();
			assertThat(Outcome.await(thread)).startsWith("rocketmq-http-client-").doesNotContain("-io-");
		}
	}

	private static void assertRefused(String document) throws IOException {
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.xml(200, document));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertThat(catchThrowableOfType(RocketMqHttpException.class, () -> client.consume(POLL)))
				.hasMessageContaining("start tag");
		}
	}

}
