package io.github.rocketmqhttp.broker.conformance;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.rocketmqhttp.broker.RocketMqHttpBroker;
import io.github.rocketmqhttp.broker.RocketMqHttpBrokerBuilder;
import io.github.rocketmqhttp.broker.conformance.DocumentedAnswers.Expected;
import io.github.rocketmqhttp.broker.conformance.ReplayConnection.Answer;
import io.github.rocketmqhttp.client.ConsumeRequest;
import io.github.rocketmqhttp.client.Credentials;
import io.github.rocketmqhttp.client.CredentialsProvider;
import io.github.rocketmqhttp.client.RocketMqHttpClient;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What six SDKs of the vendor once sent is sent again, byte by byte, at the time of its
 * {@code Date}, to a broker with keys and to one without.
 */
class CapturedRequestsTests {

	private static final Instant CAPTURED = Instant.parse("2026-11-22T18:44:27Z");

	private static final String TOPIC = "order-events";

	private static final Pattern CODE = Pattern.compile("<(?:Code|ErrorCode)>([^<]+)<");

	/** SDKs that send CR raw, so that XML turns it into LF. */
	private static final List<String> CR_LOST = List.of("node/pub-whitespace-body", "python/pub-whitespace-body",
			"cpp/pub-whitespace-body");

	@TestFactory
	Stream<DynamicTest> everyRequestHasItsDocumentedAnswer() {
		return Stream.of(Mode.values())
			.flatMap((mode) -> CapturedRequest.all()
				.map((request) -> DynamicTest.dynamicTest(mode + " " + request, () -> replay(mode, request))));
	}

	@Test
	void everyRequestIsRefusedWhenItsSignatureDoesNotFit() throws IOException {
		assertAllRefused(broker(CAPTURED).accessKey(Mode.KEY_ID, "another secret"), 403, "SignatureDoesNotMatch");
	}

	@Test
	void everyRequestIsRefusedWhenItIsAnHourOld() throws IOException {
		assertAllRefused(broker(CAPTURED.plus(Duration.ofHours(1))).accessKey(Mode.KEY_ID, Mode.SECRET), 408,
				"TimeExpired");
	}

	private static void assertAllRefused(RocketMqHttpBrokerBuilder builder, int status, String code)
			throws IOException {
		try (RocketMqHttpBroker broker = builder.start();
				ReplayConnection connection = new ReplayConnection(broker.port())) {
			for (CapturedRequest request : CapturedRequest.all().toList()) {
				assertAnswer(connection.send(request), request, new Expected(status, code, "not let in"));
			}
		}
	}

	private static RocketMqHttpBrokerBuilder broker(Instant now) {
		return RocketMqHttpBroker.builder().clock(InstantSource.fixed(now));
	}

	private static void replay(Mode mode, CapturedRequest request) throws IOException {
		try (RocketMqHttpBroker broker = mode.prepare(broker(CAPTURED)).start();
				RocketMqHttpClient client = client(broker, request);
				ReplayConnection connection = new ReplayConnection(broker.port())) {
			String awaited = request.operation().startsWith("consume") ? provide(client, broker, request) : "";
			Expected expected = DocumentedAnswers.of(request);
			Answer answer = connection.send(request);
			assertAnswer(answer, request, expected);
			if (expected.status() == 200) {
				assertThat(answer.body()).containsOnlyOnce("<Message>").contains("<MessageId>" + awaited + "<");
			}
			if (expected.status() == 201) {
				assertStored(client, broker, request, answer);
			}
		}
	}

	private static RocketMqHttpClient client(RocketMqHttpBroker broker, CapturedRequest request) {
		return RocketMqHttpClient.builder()
			.endpoint(broker.endpoint())
			.instanceId(request.argument("instanceId"))
			.credentials(CredentialsProvider.fixed(Credentials.of(Mode.KEY_ID, Mode.SECRET)))
			.clock(InstantSource.fixed(CAPTURED))
			.build();
	}

	/**
	 * Makes one message available that the request polls for, and one that it does not.
	 */
	private static String provide(RocketMqHttpClient client, RocketMqHttpBroker broker, CapturedRequest request) {
		String filter = request.argument("tag");
		boolean filtered = filter != null && !filter.isEmpty() && !filter.equals("*");
		OutboundMessage.Builder message = OutboundMessage.of("awaited");
		if (filter != null && filtered) {
			client.publish(TOPIC, OutboundMessage.of("other").tag("Other").shardingKey("x").build());
			message.tag(filter.split("\\|\\|", -1)[0].strip());
		}
		if (!request.operation().equals("consumeHalf")) {
			return client.publish(TOPIC, message.shardingKey("x").build()).messageId();
		}
		Duration immunityTime = Duration.ofSeconds(10);
		String messageId = client.publishHalf(TOPIC, message.immunityTime(immunityTime).build()).messageId();
		broker.advance(immunityTime);
		return messageId;
	}

	private static void assertAnswer(Answer answer, CapturedRequest request, Expected expected) {
		assertThat(answer.status()).as("status for %s, because %s", request, expected.reason())
			.isEqualTo(expected.status());
		assertThat(answer.headers().get("x-mq-request-id")).as("request id for %s", request).matches("[0-9A-F]{24}");
		assertThat(answer.headers()).as("headers for %s", request)
			.containsEntry("Content-Type", "text/xml;charset=utf-8");
		Matcher code = CODE.matcher(answer.body());
		assertThat(code.find() ? code.group(1) : null).as("code for %s", request).isEqualTo(expected.code());
		if (answer.body().contains("<Error ")) {
			assertThat(answer.body()).containsPattern("<Message>[^<]+<")
				.containsPattern("<RequestId>[^<]+<")
				.containsPattern("<HostId>[^<]+<")
				.contains("xmlns=\"http://mq.aliyuncs.com/doc/v1\"");
		}
	}

	private static void assertStored(RocketMqHttpClient client, RocketMqHttpBroker broker, CapturedRequest request,
			Answer answer) {
		ConsumeRequest poll = ConsumeRequest.of(TOPIC, "GID_orders");
		boolean half = request.argument("transCheckImmunityTime") != null;
		assertThat(answer.body().contains("<ReceiptHandle>")).as("has a handle").isEqualTo(half);
		broker.advance(Duration.ofMinutes(5));
		List<ReceivedMessage> messages = half ? client.consumeHalf(poll) : client.consume(poll);
		assertThat(messages).hasSize(1);
		ReceivedMessage message = messages.get(0);
		assertThat(answer.body()).contains("<MessageId>" + message.messageId() + "<")
			.contains("<MessageBodyMD5>" + message.bodyMd5() + "<");
		assertThat(message.body()).isEqualTo(body(request));
		assertThat(message.tag()).isEqualTo(request.argument("tag"));
		assertThat(message.properties()).isEqualTo(properties(request));
	}

	private static String body(CapturedRequest request) {
		String body = String.valueOf(request.argument("body"));
		if (CR_LOST.contains(request.toString())) {
			return body.replace("\r\n", "\n").replace('\r', '\n');
		}
		return request.toString().equals("go/pub-control-char-body") ? body.replace('\u0001', '\uFFFD') : body;
	}

	private static Map<String, String> properties(CapturedRequest request) {
		Map<String, String> properties = request.properties();
		if (request.toString().equals("node/pub-key-forbidden")) {
			// The broker hands it on, but no SDK reads a pair with two colons.
			properties.remove("KEYS");
		}
		return properties;
	}

}
