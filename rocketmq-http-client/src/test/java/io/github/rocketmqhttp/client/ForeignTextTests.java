package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishReceipt;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What a broker, or somebody in its place, puts into any part of its answer is one short
 * line where the client shows it: it may forge no lines of a log. What a broken answer
 * holds is not shown at all.
 */
@Timeout(60)
class ForeignTextTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	/** As it stands in XML, and what must not come out of it. */
	private static final Map<String, String> TEXTS = Map.of("line feed", "ab&#10;FORGED", "carriage return",
			"ab&#13;FORGED", "line separator", "ab\u2028FORGED", "next line", "ab\u0085FORGED", "direction",
			"ab\u202eFORGED", "long", "x".repeat(10_000));

	private static final Map<String, Function<String, Reply>> PARTS = parts();

	private static Map<String, Function<String, Reply>> parts() {
		Map<String, Function<String, Reply>> parts = new LinkedHashMap<>();
		for (String part : List.of("Code", "Message", "RequestId", "HostId")) {
			parts.put("Error/" + part, (text) -> Reply.xml(400, "<Error>" + element(part, text) + "</Error>"));
		}
		for (String part : List.of("ErrorCode", "ErrorMessage")) {
			parts.put("Errors/" + part, (text) -> Reply.xml(404,
					"<Errors><Error>" + element(part, text) + element("ReceiptHandle", "h-1") + "</Error></Errors>"));
		}
		parts.put("Message/MessageId", (text) -> Reply.xml(201, "<Message>" + element("MessageId", text)
				+ element("MessageBodyMD5", "5D41402ABC4B2A76B9719D911017C592") + "</Message>"));
		for (String part : List.of("MessageId", "MessageTag", "Properties")) {
			parts.put("Messages/" + part, (text) -> Reply.xml(200,
					"<Messages><Message>" + (part.equals("MessageId") ? "" : element("MessageId", "M1"))
							+ element(part, part.equals("Properties") ? "KEYS:" + text + "|n" + text + ":v|" : text)
							+ element("MessageBody", "b0dy") + "</Message></Messages>"));
		}
		parts.put("x-mq-request-id", (text) -> {
			byte[] body = "<Error><Code>InvalidArgument</Code></Error>".getBytes(StandardCharsets.UTF_8);
			return Reply.of(400, Map.of("x-mq-request-id", text.contains("xxx") ? text : "ab\u001bFORGED",
					"Content-Length", Integer.toString(body.length)), body);
		});
		return parts;
	}

	private static String element(String name, String text) {
		return "<" + name + ">" + text + "</" + name + ">";
	}

	static Stream<Arguments> everyPartWithEveryText() {
		return PARTS.keySet()
			.stream()
			.flatMap((part) -> TEXTS.keySet().stream().map((text) -> Arguments.of(part, text)));
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("everyPartWithEveryText")
	void isOneShortLine(String part, String text) throws IOException {
		Reply reply = Objects.requireNonNull(PARTS.get(part)).apply(Objects.requireNonNull(TEXTS.get(text)));
		List<String> shown = new ArrayList<>();
		try (ScriptedServer server = new ScriptedServer((request) -> reply);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			collect(shown, catchThrowable(() -> collect(shown, client.publish("orders", MESSAGE))));
			collect(shown, catchThrowable(() -> client.consume(ConsumeRequest.of("orders", "GID_a"))
				.forEach((message) -> collect(shown, message))));
			collect(shown, catchThrowable(() -> client.acknowledge("orders", "GID_a", List.of("h-1"))));
		}
		assertThat(shown).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).hasSizeLessThan(1200)
				.matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]*"));
	}

	private static void collect(List<String> shown, PublishReceipt receipt) {
		shown.add(receipt.toString());
	}

	private static void collect(List<String> shown, ReceivedMessage message) {
		shown.add(message.messageId());
		shown.add(message.toString());
	}

	private static void collect(List<String> shown, Throwable thrown) {
		for (Throwable ex = thrown; ex != null; ex = ex.getCause()) {
			shown.add(ex.toString());
			if (ex instanceof RocketMqHttpException failure) {
				Stream.of(failure.getErrorCode(), failure.getRequestId(), failure.getHostId())
					.filter((text) -> text != null)
					.forEach(shown::add);
			}
			if (ex instanceof AcknowledgeException refused) {
				refused.getFailures().forEach((failure) -> shown.add(failure.toString()));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("brokenAnswers")
	void aBrokenAnswerIsNotQuoted(String body) throws IOException {
		try (ScriptedServer server = new ScriptedServer((request) -> Reply.xml(200, body));
				RocketMqHttpClient client = TestClients.of(server).build()) {
			Throwable thrown = catchThrowable(() -> client.consume(ConsumeRequest.of("orders", "GID_a")));
			assertThat(thrown).isInstanceOf(RocketMqHttpException.class);
			for (Throwable ex = thrown; ex != null; ex = ex.getCause()) {
				assertThat(ex.toString()).doesNotContain("b0dy").doesNotContain("\n");
			}
		}
	}

	static Stream<String> brokenAnswers() {
		String message = "<Messages><Message><MessageId>M1</MessageId>";
		return Stream.of(message + "<MessageBody>&b0dy;</MessageBody></Message></Messages>",
				message + "<MessageBody><b0dy></MessageBody></Message></Messages>",
				message + "<MessageBody><a b0dy></a></MessageBody></Message></Messages>",
				message + "<ConsumedTimes>b0dy</ConsumedTimes></Message></Messages>", message + "<MessageBody><?b0dy",
				message + "<MessageBody b0dy='1' b0dy='2'>x");
	}

	@ParameterizedTest
	@MethodSource("answersThatAreNoHttp")
	void anAnswerThatIsNoHttpIsOneShortLineToo(String answer) throws IOException {
		Reply reply = Reply.raw(answer.getBytes(StandardCharsets.ISO_8859_1)).thenClose();
		List<String> shown = new ArrayList<>();
		try (ScriptedServer server = new ScriptedServer((request) -> reply);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			collect(shown, catchThrowable(() -> client.publish("orders", MESSAGE)));
			collect(shown, catchThrowable(() -> Outcome.await(client.publishAsync("orders", MESSAGE))));
			shown.add(String.valueOf(client.serverStatus()));
		}
		assertThat(shown).hasSizeGreaterThan(2)
			.allSatisfy((line) -> assertThat(line).hasSizeLessThan(1200)
				.matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]*"));
	}

	static Stream<String> answersThatAreNoHttp() {
		return Stream.of("ab\u009b31mFORGED\u001b[0m", "ab\u0085" + "x".repeat(7000))
			.flatMap((text) -> Stream.of("HTTP/1.1 " + text + "\r\n\r\n", "HTTP/" + text + " 200 OK\r\n\r\n",
					"HTTP/1.1 200 OK\r\n" + text + "\r\n\r\n",
					"HTTP/1.1 200 OK\r\nContent-Length: " + text + "\r\n\r\n",
					"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + text + "\r\n\r\n",
					"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + text + "\r\n",
					"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na" + text + "\r\n"));
	}

	@Test
	void whatAProgramAsksForIsNotQuotedAsItIs() {
		Throwable topic = catchThrowable(() -> ConsumeRequest.of("or\nders", "GID_a"));
		Throwable property = catchThrowable(() -> OutboundMessage.of("b").property("na\nme", "").build());
		assertThat(topic.getMessage() + property.getMessage()).doesNotContain("\n");
		assertThat(OutboundMessage.of("b").tag("t\u2028ag").property("na\nme", "v").build().toString())
			.doesNotContain("\n")
			.doesNotContain("\u2028");
	}

}
