package io.github.rocketmqhttp.client;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.WireVectors;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes back ends in a valid result or in one of our exceptions: never in an
 * Error, a hang or memory without bound.
 */
class ResponseFuzzTests {

	private static final int CASES = 12_000;

	private static final int SOCKET_CASES = 200;

	/** Beyond this a case has used memory out of proportion to its bytes. */
	private static final long MOST_BYTES_PER_CASE = 16L * 1024 * 1024;

	private static final int[] STATUS = { 200, 201, 204, 206, 301, 400, 403, 404, 408, 429, 500, 503 };

	private static final List<String> BODIES = WireVectors.responses()
		.map((vector) -> vector.get("response").get("body"))
		.filter((body) -> !body.isNull() && !body.asText().isEmpty())
		.map(JsonNode::asText)
		.toList();

	@Test
	@Timeout(120)
	void damagedBodiesEndInAResultOrATypedException() {
		Random random = new Random(20261122);
		ResponseMutator mutator = new ResponseMutator(20261122);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		int results = 0;
		for (int i = 0; i < CASES; i++) {
			byte[] body = mutator.mutate(BODIES.get(random.nextInt(BODIES.size())));
			WireResponse response = new WireResponse(STATUS[random.nextInt(STATUS.length)], "R1", null, body, false,
					false);
			long before = threads.getCurrentThreadAllocatedBytes();
			results += isResult("case " + i, read(random.nextInt(3), response)) ? 1 : 0;
			assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes allocated in case %s", i)
				.isLessThan(MOST_BYTES_PER_CASE);
		}
		// Both kinds of ending occur, or the mutations test nothing.
		assertThat(results).isBetween(CASES / 200, CASES - CASES / 200);
	}

	@Test
	@Timeout(120)
	void damagedAnswersOnTheWireEndInAResultOrATypedException() throws Exception {
		Random random = new Random(42);
		ResponseMutator mutator = new ResponseMutator(42);
		AtomicReference<Reply> next = new AtomicReference<>(Reply.NONE);
		try (ScriptedServer server = new ScriptedServer((request) -> next.get());
				RocketMqHttpClient client = TestClients.of(server)
					.responseTimeout(Duration.ofSeconds(5))
					.maxResponseBytes(128 * 1024)
					.build()) {
			for (int i = 0; i < SOCKET_CASES; i++) {
				next.set(damaged(random, mutator));
				isResult("blocking case " + i, () -> client.publish("orders", OutboundMessage.of("hello").build()));
				isResult("asynchronous case " + i,
						() -> Outcome.await(client.consumeAsync(ConsumeRequest.of("orders", "GID_a"))));
			}
		}
	}

	private static boolean isResult(String what, Callable<?> call) {
		try {
			call.call();
			return true;
		}
		catch (RocketMqHttpException ex) {
			return false;
		}
		catch (Throwable ex) {
			throw new AssertionError(what + " ended in " + ex, ex);
		}
	}

	private static Callable<?> read(int kind, WireResponse response) {
		return switch (kind) {
			case 0 -> () -> ResponseReader.receipt(new Call(Operation.PUBLISH_HALF, "orders", null, List.of()),
					response, "hello");
			case 1 ->
				() -> ResponseReader.messages(new Call(Operation.CONSUME, "orders", "GID_a", List.of()), response);
			default -> () -> ResponseReader.resolved(new Call(Operation.ACKNOWLEDGE, "orders", "GID_a", List.of("h-1")),
					response);
		};
	}

	private static Reply damaged(Random random, ResponseMutator mutator) {
		byte[] body = mutator.mutate(BODIES.get(random.nextInt(BODIES.size())));
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Content-Type", "text/xml;charset=utf-8");
		headers.put("x-mq-request-id", "R1");
		if (random.nextInt(4) > 0) {
			headers.put("Content-Length", Long.toString(body.length + random.nextInt(3) - 1L));
		}
		if (random.nextInt(20) == 0) {
			headers.put("x-long", "x".repeat(random.nextInt(20_000)));
		}
		if (random.nextInt(10) == 0) {
			headers.put("Transfer-Encoding", "chunked");
		}
		byte[] answer = Reply.of(STATUS[random.nextInt(STATUS.length)], headers, body).bytes();
		if (random.nextInt(5) == 0) {
			answer = mutator.mutate(new String(answer, StandardCharsets.UTF_8));
		}
		return Reply.raw(answer).thenClose();
	}

	@Test
	void everyKindOfBodyIsAmongTheSeeds() {
		assertThat(new ArrayList<>(BODIES)).anyMatch((body) -> body.contains("<Messages"))
			.anyMatch((body) -> body.contains("<Errors"))
			.anyMatch((body) -> body.contains("<Error "))
			.anyMatch((body) -> body.contains("<html"));
	}

}
