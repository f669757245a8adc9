package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rocketmqhttp.WireVectors;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every captured response is replayed byte by byte and read to the outcome that stands in
 * {@code wire/outcomes.properties}, by blocking and by asynchronous calls alike, and with
 * one request only.
 */
class ResponseVectorsTests {

	private static final Properties OUTCOMES = outcomes();

	private static final AtomicReference<Reply> NEXT = new AtomicReference<>(Reply.NONE);

	private static ScriptedServer server;

	private static RocketMqHttpClient client;

	@BeforeAll
	static void start() throws IOException {
		server = new ScriptedServer((request) -> NEXT.get());
		client = TestClients.of(server).instanceId("MQ_INST_1234567890_BbXbx0Y4").build();
	}

	@AfterAll
	static void stop() throws IOException {
		client.close();
		server.close();
	}

	@TestFactory
	Stream<DynamicTest> everyCapturedResponseHasItsOutcome() {
		return WireVectors.responses()
			.map((vector) -> DynamicTest.dynamicTest(vector.get("id").asText(), () -> replay(vector)));
	}

	@Test
	void everyOutcomeBelongsToAResponse() {
		assertThat(WireVectors.responses().map((vector) -> vector.get("id").asText()))
			.containsExactlyInAnyOrderElementsOf(OUTCOMES.stringPropertyNames());
	}

	private static void replay(JsonNode vector) {
		String expected = OUTCOMES.getProperty(vector.get("id").asText());
		String operation = vector.get("operation").asText();
		NEXT.set(reply(vector.get("response")));
		server.forgetRequests();
		assertThat(Outcome.describe(blocking(operation))).isEqualTo(expected);
		assertThat(server.requests()).hasSize(1);
		assertThat(Outcome.describe(asynchronous(operation))).isEqualTo(expected);
		assertThat(server.requests()).hasSize(2);
	}

	private static Reply reply(JsonNode response) {
		if (response.get("status").isNull()) {
			return Reply.NONE;
		}
		int status = response.get("status").asInt();
		byte[] body = response.get("body").isNull() ? new byte[0]
				: response.get("body").asText().getBytes(StandardCharsets.UTF_8);
		Map<String, String> headers = new LinkedHashMap<>();
		response.get("headers").forEach((header) -> headers.put(header.get(0).asText(), header.get(1).asText()));
		if (status != 204) {
			headers.put("Content-Length", Integer.toString(body.length));
		}
		Reply reply = Reply.of(status, headers, body);
		return response.hasNonNull("transport") ? reply.cutTo(reply.bytes().length - body.length + 150) : reply;
	}

	private static Callable<?> blocking(String operation) {
		return switch (operation) {
			case "publish" -> () -> client.publish("order-events", message());
			case "publishTrans" -> () -> client.publishHalf("order-events", half());
			case "consume" -> () -> client.consume(poll());
			case "consumeOrderly" -> () -> client.consumeOrderly(poll());
			case "consumeHalf" -> () -> client.consumeHalf(poll());
			case "ack" -> () -> {
				client.acknowledge("order-events", "GID_orders", handles());
				return "done";
			};
			case "commit" -> () -> {
				client.commit("order-events", "GID_orders", "h-1");
				return "done";
			};
			default -> () -> {
				client.rollback("order-events", "GID_orders", "h-1");
				return "done";
			};
		};
	}

	private static Callable<?> asynchronous(String operation) {
		return switch (operation) {
			case "publish" -> () -> Outcome.await(client.publishAsync("order-events", message()));
			case "publishTrans" -> () -> Outcome.await(client.publishHalfAsync("order-events", half()));
			case "consume" -> () -> Outcome.await(client.consumeAsync(poll()));
			case "consumeOrderly" -> () -> Outcome.await(client.consumeOrderlyAsync(poll()));
			case "consumeHalf" -> () -> Outcome.await(client.consumeHalfAsync(poll()));
			case "ack" -> () -> Outcome
				.await(client.acknowledgeAsync("order-events", "GID_orders", handles()).thenApply((nothing) -> "done"));
			case "commit" -> () -> Outcome
				.await(client.commitAsync("order-events", "GID_orders", "h-1").thenApply((nothing) -> "done"));
			default -> () -> Outcome
				.await(client.rollbackAsync("order-events", "GID_orders", "h-1").thenApply((nothing) -> "done"));
		};
	}

	private static OutboundMessage message() {
		return OutboundMessage.of("hello").build();
	}

	private static OutboundMessage half() {
		return OutboundMessage.of("hello").immunityTime(Duration.ofSeconds(30)).build();
	}

	private static ConsumeRequest poll() {
		return new ConsumeRequest("order-events", "GID_orders", null, 3, Duration.ZERO);
	}

	private static List<String> handles() {
		return List.of("h-1", "h-2", "h-3");
	}

	private static Properties outcomes() {
		try (Reader in = new InputStreamReader(
				ResponseVectorsTests.class.getResourceAsStream("/wire/outcomes.properties"), StandardCharsets.UTF_8)) {
			Properties outcomes = new Properties();
			outcomes.load(in);
			return outcomes;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
