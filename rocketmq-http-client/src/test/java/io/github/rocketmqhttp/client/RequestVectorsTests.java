package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rocketmqhttp.WireVectors;
import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import io.github.rocketmqhttp.protocol.MessageProperties;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.PublishDocument;
import io.github.rocketmqhttp.protocol.RequestCodec;
import io.github.rocketmqhttp.protocol.RequestSigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The requests that six SDKs sent are reproduced through the real client: same method,
 * same target after normalising order and encoding, same content, and a signature that
 * fits the bytes that we sent.
 */
class RequestVectorsTests {

	/** Calls that this client refuses before anything is sent, and why. */
	private static final Map<String, String> REFUSED = Map.ofEntries(
			Map.entry("pub-empty-body", "other SDKs lose the whole batch over an empty body"),
			Map.entry("pub-control-char-body", "XML 1.0 cannot carry the character"),
			Map.entry("pub-prop-empty-value", "the wire drops the pair"),
			Map.entry("con-range", "outside the documented range"), Map.entry("ack-none", "nothing to acknowledge"),
			Map.entry("pub-trans-no-immunity", "byte-identical to a normal message, so it would not be a half one"));

	/** Calls that SDKs refuse and this client sends, escaped. */
	private static final List<String> ESCAPED = List.of("pub-prop-forbidden-colon", "pub-prop-forbidden-pipe",
			"pub-prop-forbidden-amp", "pub-prop-forbidden-lt", "pub-prop-forbidden-gt", "pub-prop-forbidden-quote",
			"pub-prop-forbidden-apos", "pub-prop-forbidden-name", "pub-key-forbidden");

	/** What single SDKs send otherwise than all the others, and we do not. */
	private static final Map<String, String> DEVIATIONS = Map.ofEntries(
			Map.entry("java/pub-instance-empty-computed", "sends ns= for an empty instance id"),
			Map.entry("node/pub-cdata-end-body", "ends its CDATA section early"),
			Map.entry("node/pub-whitespace-body", "sends CR raw, which turns into LF"),
			Map.entry("python/pub-whitespace-body", "sends CR raw, which turns into LF"),
			Map.entry("cpp/pub-whitespace-body", "sends CR raw, which turns into LF"),
			Map.entry("php/con-default-wait", "sends waitseconds=-1 by default"),
			Map.entry("python/con-minimal", "sends waitseconds=0"),
			Map.entry("python/con-half-no-instance", "sends waitseconds=0"),
			Map.entry("go/commit-no-instance", "leaves the group out"),
			Map.entry("go/rollback-no-instance", "leaves the group out"));

	private static final Map<String, RocketMqHttpClient> CLIENTS = new HashMap<>();

	private static ScriptedServer server;

	@TestFactory
	Stream<DynamicTest> everyCapturedRequestIsReproduced() {
		return WireVectors.SDKS.stream()
			.flatMap((sdk) -> WireVectors.requests(sdk)
				.map((vector) -> DynamicTest.dynamicTest(sdk + "/" + vector.get("id").asText(),
						() -> reproduce(sdk, vector))));
	}

	@BeforeAll
	static void start() throws IOException {
		server = new ScriptedServer(Reply::fitting);
	}

	@AfterAll
	static void stop() throws IOException {
		CLIENTS.values().forEach(RocketMqHttpClient::close);
		server.close();
	}

	private static void reproduce(String sdk, JsonNode vector) throws Exception {
		String id = vector.get("id").asText();
		JsonNode call = vector.get("call");
		RocketMqHttpClient client = client(call.get("arguments"));
		server.forgetRequests();
		if (REFUSED.containsKey(id)) {
			assertThatIllegalArgumentException().as(REFUSED.get(id)).isThrownBy(() -> perform(client, call));
			assertThat(server.requests()).isEmpty();
			return;
		}
		perform(client, call);
		RecordedRequest sent = server.onlyRequest();
		assertSigned(sent);
		if (!vector.get("sent").asBoolean()) {
			assertThat(ESCAPED).as("calls that %s refuses and we send", sdk).contains(id);
		}
		else if (DEVIATIONS.containsKey(sdk + "/" + id)) {
			assertThat(same(sent, vector.get("request"))).as("still deviates").isFalse();
		}
		else if (!ESCAPED.contains(id)) {
			assertSame(sent, vector.get("request"));
		}
	}

	private static RocketMqHttpClient client(JsonNode arguments) {
		String instanceId = text(arguments, "instanceId");
		String token = text(arguments, "token");
		return CLIENTS.computeIfAbsent(instanceId + "/" + token,
				(key) -> TestClients.of(server)
					.instanceId(instanceId)
					.credentials(CredentialsProvider.fixed(new Credentials("test-ak", "test-sk", token)))
					.build());
	}

	private static void perform(RocketMqHttpClient client, JsonNode call) {
		JsonNode arguments = call.get("arguments");
		String topic = arguments.get("topic").asText();
		switch (call.get("operation").asText()) {
			case "publish" -> client.publish(topic, message(arguments));
			case "publishTrans" -> client.publishHalf(topic, message(arguments));
			case "consume" -> client.consume(poll(arguments));
			case "consumeOrderly" -> client.consumeOrderly(poll(arguments));
			case "consumeHalf" -> client.consumeHalf(poll(arguments));
			case "ack" -> client.acknowledge(topic, arguments.get("group").asText(), handles(arguments));
			case "commit" -> client.commit(topic, arguments.get("group").asText(), handles(arguments).get(0));
			case "rollback" -> client.rollback(topic, arguments.get("group").asText(), handles(arguments).get(0));
			default -> throw new AssertionError("An operation without a method here: " + call.get("operation"));
		}
	}

	private static OutboundMessage message(JsonNode arguments) {
		OutboundMessage.Builder message = OutboundMessage.of(arguments.get("body").asText())
			.tag(text(arguments, "tag"))
			.key(text(arguments, "messageKey"))
			.shardingKey(text(arguments, "shardingKey"));
		if (arguments.hasNonNull("startDeliverTime")) {
			message.deliverAt(Instant.ofEpochMilli(arguments.get("startDeliverTime").asLong()));
		}
		if (arguments.hasNonNull("transCheckImmunityTime")) {
			message.immunityTime(Duration.ofSeconds(arguments.get("transCheckImmunityTime").asLong()));
		}
		if (arguments.hasNonNull("properties")) {
			arguments.get("properties")
				.properties()
				.forEach((property) -> message.property(property.getKey(), property.getValue().asText()));
		}
		return message.build();
	}

	private static ConsumeRequest poll(JsonNode arguments) {
		long wait = arguments.hasNonNull("wait") ? arguments.get("wait").asLong() : 0;
		return new ConsumeRequest(arguments.get("topic").asText(), arguments.get("group").asText(),
				text(arguments, "tag"), arguments.get("num").asInt(), Duration.ofSeconds(wait));
	}

	private static List<String> handles(JsonNode arguments) {
		List<String> handles = new ArrayList<>();
		arguments.get("handles").forEach((handle) -> handles.add(handle.asText()));
		return handles;
	}

	private static @Nullable String text(JsonNode arguments, String name) {
		return arguments.hasNonNull(name) ? arguments.get(name).asText() : null;
	}

	private static void assertSigned(RecordedRequest sent) {
		String stringToSign = RequestSigner.stringToSign(sent.method(), sent.header("Content-MD5").orElse(null),
				sent.header("Content-Type").orElse(null), sent.header("Date").orElseThrow(),
				sent.header("x-mq-version").orElseThrow(), sent.target());
		assertThat(sent.header("Authorization"))
			.hasValue("MQ test-ak:" + new RequestSigner("test-sk").sign(stringToSign));
	}

	private static void assertSame(RecordedRequest sent, JsonNode captured) throws MalformedDocumentException {
		assertThat(sent.method()).isEqualTo(captured.get("method").asText());
		assertThat(parameters(sent.target())).isEqualTo(parameters(captured.get("target").asText()));
		assertThat(content(sent.method(), sent.body()))
			.isEqualTo(content(sent.method(), captured.path("body").asText("")));
		assertThat(sent.header("security-token")).isEqualTo(capturedHeader(captured, "security-token"));
		assertThat(sent.header("x-mq-version")).isEqualTo(capturedHeader(captured, "x-mq-version"));
	}

	private static boolean same(RecordedRequest sent, JsonNode captured) {
		try {
			assertSame(sent, captured);
			return true;
		}
		catch (AssertionError | MalformedDocumentException ex) {
			return false;
		}
	}

	private static Map<String, String> parameters(String target) {
		int query = target.indexOf('?');
		Map<String, String> parameters = new HashMap<>();
		parameters.put("", (query >= 0) ? target.substring(0, query) : target);
		for (String pair : ((query >= 0) ? target.substring(query + 1) : "").split("&", -1)) {
			if (!pair.isEmpty()) {
				int equals = pair.indexOf('=');
				parameters.put(pair.substring(0, equals),
						URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
			}
		}
		return parameters;
	}

	private static Object content(String method, String body) throws MalformedDocumentException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		switch (method.toUpperCase(Locale.ROOT)) {
			case "POST" -> {
				PublishDocument document = RequestCodec.readPublish(bytes);
				return List.of(String.valueOf(document.body()), String.valueOf(document.tag()),
						MessageProperties.parse(document.properties()));
			}
			case "DELETE" -> {
				return RequestCodec.readReceiptHandles(bytes);
			}
			default -> {
				return "";
			}
		}
	}

	private static Optional<String> capturedHeader(JsonNode captured, String name) {
		for (JsonNode header : captured.get("headers")) {
			if (header.get(0).asText().equalsIgnoreCase(name)) {
				return Optional.of(header.get(1).asText());
			}
		}
		return Optional.empty();
	}

}
