package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A commit, a rollback or an acknowledgement has happened when the answer is the one that
 * the protocol knows for it, 204 without a body. Whatever else says "success", a portal
 * for example, leaves open what has happened.
 */
@Timeout(60)
class ResolutionAnswerTests {

	private static final String PAGE = "<html><body>Please log in.</body></html>";

	private static final Map<String, Reply> OTHERS = Map.of("200 with a page", Reply.xml(200, PAGE),
			"200 without a body", Reply.xml(200, ""), "202 without a body", Reply.xml(202, ""), "201 with a receipt",
			Reply.receipt(), "200 with plain text",
			Reply.of(200, Map.of("Content-Length", "2"), "ok".getBytes(StandardCharsets.UTF_8)), "204 with a body",
			Reply.of(204, Map.of("Content-Length", "2"), "ok".getBytes(StandardCharsets.UTF_8)), "204 in chunks",
			Reply.of(204, Map.of("Transfer-Encoding", "chunked"), "0\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
			"200 with messages", Reply.xml(200, "<Messages/>"));

	static Stream<Arguments> everyOtherAnswer() {
		return OTHERS.keySet().stream().map(Arguments::of);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("everyOtherAnswer")
	void anythingElseIsAmbiguous(String name) throws IOException {
		Reply reply = OTHERS.getOrDefault(name, Reply.NONE);
		try (ScriptedServer server = new ScriptedServer((request) -> reply)) {
			for (Resolution resolution : List.<Resolution>of(
					(client) -> client.acknowledge("orders", "GID_a", List.of("h-1")),
					(client) -> client.commit("orders", "GID_a", "h-1"),
					(client) -> client.rollback("orders", "GID_a", "h-1"),
					(client) -> Outcome.await(client.acknowledgeAsync("orders", "GID_a", List.of("h-1"))),
					(client) -> Outcome.await(client.commitAsync("orders", "GID_a", "h-1")),
					(client) -> Outcome.await(client.rollbackAsync("orders", "GID_a", "h-1")))) {
				// A client of its own: what follows a 204 costs its connection.
				try (RocketMqHttpClient client = TestClients.of(server).build()) {
					assertThat(Outcome.describe(() -> {
						resolution.send(client);
						return "done";
					})).matches("transport 20[0124] .* retryable ambiguous");
				}
			}
		}
	}

	@FunctionalInterface
	private interface Resolution {

		void send(RocketMqHttpClient client) throws Exception;

	}

}
