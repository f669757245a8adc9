package io.github.rocketmqhttp.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Bytes behind an answer belong to no call: they are never taken for the answer to the
 * next one, and their connection carries no further request.
 */
@Timeout(60)
class SurplusBytesTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final String REFUSED = "refused 404 5F1E0A0B0C0D0E0F10111213 h-1=MessageNotExist";

	private static final Reply REFUSAL = Reply.xml(404, "<Errors><Error><ErrorCode>MessageNotExist</ErrorCode>"
			+ "<ErrorMessage>Expired.</ErrorMessage><ReceiptHandle>h-1</ReceiptHandle></Error></Errors>");

	/** What would be a commit if it were taken for an answer, or for its beginning. */
	private static final Map<String, String> SURPLUS = Map.of("a whole answer", "HTTP/1.1 204 No Content\r\n\r\n",
			"the beginning of an answer", "HTTP/1.1 204 No Content\r\nx: ", "a line and an answer",
			"more\r\nHTTP/1.1 204 No Content\r\n\r\n", "a whole answer and the beginning of another",
			"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\nx: ");

	static Stream<Arguments> everySurplusBehindEveryAnswer() {
		return SURPLUS.keySet()
			.stream()
			.flatMap((surplus) -> Stream.of("a body", "no body")
				.flatMap((answer) -> Stream.of(true, false).map((tls) -> Arguments.of(surplus, answer, tls))));
	}

	@ParameterizedTest(name = "{0} behind {1}, TLS {2}")
	@MethodSource("everySurplusBehindEveryAnswer")
	void isNeverTheNextAnswerOfABlockingCall(String surplus, String answer, boolean tls) throws Exception {
		try (ScriptedServer server = server(surplus, answer, tls); RocketMqHttpClient client = client(server, tls)) {
			first(client, answer);
			assertThat(Outcome.describe(() -> {
				client.commit("orders", "GID_a", "h-1");
				return null;
			})).isEqualTo(REFUSED);
			assertThat(server.requests()).extracting(RecordedRequest::connection).containsExactly(1, 2);
		}
	}

	@ParameterizedTest(name = "{0} behind {1}, TLS {2}")
	@MethodSource("everySurplusBehindEveryAnswer")
	void isNeverTheNextAnswerOfAnAsynchronousCall(String surplus, String answer, boolean tls) throws Exception {
		try (ScriptedServer server = server(surplus, answer, tls); RocketMqHttpClient client = client(server, tls)) {
			firstAsync(client, answer);
			// Without waiting the connection may be lost under the call, but never lies.
			assertThat(Outcome.describe(() -> Outcome.await(client.commitAsync("orders", "GID_a", "h-1"))))
				.isIn(REFUSED, "transport 0 null retryable");
			await().until(() -> client.connectionUse().asynchronous().leased() == 0);
			assertThat(Outcome.describe(() -> Outcome.await(client.commitAsync("orders", "GID_a", "h-1"))))
				.isEqualTo(REFUSED);
			assertThat(server.requests()).extracting(RecordedRequest::connection).doesNotContainSequence(1, 1);
		}
	}

	@Test
	void theConnectionOfTheAsynchronousEngineIsClosedAtOnce() throws Exception {
		try (ScriptedServer server = server("the beginning of an answer", "a body", false);
				RocketMqHttpClient client = client(server, false)) {
			firstAsync(client, "a body");
			await().untilAsserted(() -> assertThat(server.open()).isZero());
		}
	}

	@Test
	void theConnectionIsKeptWhenNothingFollowsTheAnswer() throws Exception {
		try (ScriptedServer server = new ScriptedServer(Reply::fitting);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			for (int i = 0; i < 3; i++) {
				client.publish("orders", MESSAGE);
				client.acknowledge("orders", "GID_a", List.of("h-1"));
			}
			assertThat(server.accepted()).isOne();
			for (int i = 0; i < 3; i++) {
				Outcome.await(client.publishAsync("orders", MESSAGE));
				Outcome.await(client.acknowledgeAsync("orders", "GID_a", List.of("h-1")));
			}
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	private static void first(RocketMqHttpClient client, String answer) {
		if (answer.equals("a body")) {
			client.publish("orders", MESSAGE);
		}
		else {
			client.acknowledge("orders", "GID_a", List.of("h-0"));
		}
	}

	private static void firstAsync(RocketMqHttpClient client, String answer) throws Exception {
		if (answer.equals("a body")) {
			Outcome.await(client.publishAsync("orders", MESSAGE));
		}
		else {
			Outcome.await(client.acknowledgeAsync("orders", "GID_a", List.of("h-0")));
		}
	}

	private static ScriptedServer server(String surplus, String answer, boolean tls)
			throws IOException, GeneralSecurityException {
		Reply good = followed(answer.equals("a body") ? Reply.receipt() : Reply.noContent(),
				String.valueOf(SURPLUS.get(surplus)));
		if (tls) {
			return new ScriptedServer(new TlsListener(TlsStore.FIRST.context()),
					(request) -> request.target().contains("trans=") ? REFUSAL : good);
		}
		return new ScriptedServer((request) -> request.target().contains("trans=") ? REFUSAL : good);
	}

	private static RocketMqHttpClient client(ScriptedServer server, boolean tls)
			throws IOException, GeneralSecurityException {
		if (tls) {
			SSLContext context = TlsStore.FIRST.context();
			return TestClients.of("https://localhost:" + server.port()).tls(context).build();
		}
		return TestClients.of(server).build();
	}

	private static Reply followed(Reply reply, String surplus) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(reply.bytes());
		out.writeBytes(surplus.getBytes(StandardCharsets.ISO_8859_1));
		return Reply.raw(out.toByteArray());
	}

}
