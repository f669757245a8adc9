package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import io.github.rocketmqhttp.protocol.RequestSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Signatures and dates, on a broker with keys whose clock stands still.
 */
class AuthenticatorTests {

	private static final Instant NOW = Instant.parse("2026-11-22T18:38:50Z");

	private static final String TARGET = "/topics/orders/messages?numOfMessages=1&consumer=GID_a";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder()
		.accessKey("test-ak", "test-sk")
		.clock(() -> NOW)
		.start();

	private RawConnection connection;

	@BeforeEach
	void connect() throws IOException {
		this.connection = new RawConnection(this.broker);
	}

	@AfterEach
	void close() throws IOException {
		this.connection.close();
		this.broker.close();
	}

	@Test
	void row01TheRawTargetAndRawHeadersAreVerified() throws IOException {
		// The worked example of the Java SDK; the topic is empty, so it ends in 404.
		String request = """
				GET /topics/order-events/messages?numOfMessages=3&consumer=GID_orders\
				&ns=MQ_INST_1234567890_BbXbx0Y4&tag=TagA%7C%7CTagB&waitseconds=0 HTTP/1.1
				Authorization: MQ test-ak:SIGNATURE
				Date: Sun, 22 Nov 2026 18:38:50 GMT
				x-mq-version: 2015-06-06
				Content-Type: text/xml;charset=UTF-8
				Host: x

				""".replace("\n", "\r\n");
		String signed = "GET\n\ntext/xml;charset=UTF-8\nSun, 22 Nov 2026 18:38:50 GMT\nx-mq-version:2015-06-06\n"
				+ "/topics/order-events/messages?numOfMessages=3&consumer=GID_orders"
				+ "&ns=MQ_INST_1234567890_BbXbx0Y4&tag=TagA%7C%7CTagB&waitseconds=0";
		String signature = new RequestSigner("test-sk").sign(signed);
		assertThat(this.connection.send(request.replace("SIGNATURE", signature)).read().status()).isEqualTo(404);
	}

	@Test
	void row01AMissingContentTypeIsSignedAsEmpty() throws IOException {
		assertAccepted(call(TARGET, TARGET, "", ""));
	}

	@Test
	void row02HeaderNamesMayHaveAnyCase() throws IOException {
		String date = date(NOW);
		String signature = new RequestSigner("test-sk")
			.sign(RequestSigner.stringToSign("GET", "digest", "text/xml;charset=utf-8", date, "2015-06-06", TARGET));
		assertAccepted(this.connection
			.send("GET " + TARGET + " HTTP/1.1\r\nHost: x\r\nX-Mq-Version: 2015-06-06\r\nContent-Md5: digest\r\n"
					+ "CONTENT-TYPE: text/xml;charset=utf-8\r\ndate: " + date + "\r\nauthorization: MQ test-ak:"
					+ signature + "\r\n\r\n")
			.read());
	}

	@ParameterizedTest
	@ValueSource(strings = { "ZDQxZDhjZDk4ZjAwYjIwNGU5ODAwOTk4ZWNmODQyN2U=", "1B2M2Y8AsgTpgAmY7PhCfg==", "anything" })
	void row03AnyContentMd5IsAcceptedAndSigned(String md5) throws IOException {
		assertAccepted(call(TARGET, TARGET, "Content-MD5: " + md5 + "\r\n", md5));
		assertRefused(call(TARGET, TARGET, "Content-MD5: " + md5 + "\r\n", ""), 403, "SignatureDoesNotMatch");
	}

	@ParameterizedTest
	@CsvSource({ "-901,408", "901,408", "-899,404", "899,404" })
	void row20ADateMoreThanFifteenMinutesOffIsRefused(long seconds, int status) throws IOException {
		String date = date(NOW.plusSeconds(seconds));
		Response response = send(TARGET, date, "test-ak", sign("test-sk", date, TARGET, ""), "");
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.element("Code")).isEqualTo((status == 408) ? "TimeExpired" : "MessageNotExist");
	}

	@Test
	void row20AnAdvancedBrokerStillAcceptsTheDatesOfItsClients() throws IOException {
		this.broker.advance(Duration.ofDays(1));
		assertAccepted(call(TARGET, TARGET, "", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/proxy", "/", "/a/b/", "//" })
	void row21APrefixMayBeSignedOrNot(String prefix) throws IOException {
		String sent = prefix + TARGET;
		assertAccepted(call(sent, sent, "", ""));
		assertAccepted(call(sent, TARGET, "", ""));
		assertRefused(call(sent, TARGET + "&tag=x", "", ""), 403, "SignatureDoesNotMatch");
	}

	@Test
	void aWrongSecretIsRefusedWithoutTellingTheRightSignature() throws IOException {
		String date = date(NOW);
		Response response = send(TARGET, date, "test-ak", sign("other", date, TARGET, ""), "");
		assertRefused(response, 403, "SignatureDoesNotMatch");
		assertThat(response.body()).doesNotContain(sign("test-sk", date, TARGET, ""), "test-sk");
	}

	@Test
	void anUnknownKeyIsRefused() throws IOException {
		String date = date(NOW);
		Response response = send(TARGET, date, "who", sign("test-sk", date, TARGET, ""), "");
		assertRefused(response, 403, "InvalidAccessKeyId");
		assertThat(response.element("Message")).isEqualTo("The AccessKey Id you provided is not exist.");
	}

	@Test
	void theSameBytesWithinTheWindowAreAcceptedAgainBecauseSdksRepeatRequests() throws IOException {
		String publish = signed("POST", "/topics/orders/messages", "<Message><MessageBody>a</MessageBody></Message>");
		Response first = this.connection.send(publish).read();
		Response second = this.connection.send(publish).read();
		assertThat(List.of(first.status(), second.status())).containsExactly(201, 201);
		assertThat(first.element("MessageId")).isNotEqualTo(second.element("MessageId"));
	}

	@Test
	void aRepeatedAcknowledgementHasNoEffect() throws IOException {
		this.connection
			.send(signed("POST", "/topics/orders/messages", "<Message><MessageBody>a</MessageBody></Message>"))
			.read();
		String handle = call(TARGET, TARGET, "", "").element("ReceiptHandle");
		assertOnlyTheFirstCounts(signed("DELETE", "/topics/orders/messages?consumer=GID_a", handles(handle)));
		assertThat(this.broker.topic("orders").consumerGroup("GID_a").orElseThrow().consumed()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "commit", "rollback" })
	void aRepeatedDecisionHasNoEffect(String decision) throws IOException {
		String handle = this.connection
			.send(signed("POST", "/topics/orders/messages",
					"<Message><MessageBody>a</MessageBody><Properties>__TransCheckT:10</Properties></Message>"))
			.read()
			.element("ReceiptHandle");
		String target = "/topics/orders/messages?consumer=GID_a&trans=";
		assertOnlyTheFirstCounts(signed("DELETE", target + decision, handles(handle)));
		String other = decision.equals("commit") ? "rollback" : "commit";
		assertThat(this.connection.send(signed("DELETE", target + other, handles(handle))).read().status())
			.isEqualTo(404);
		assertThat(this.broker.topic("orders").committed()).hasSize(decision.equals("commit") ? 1 : 0);
		assertThat(this.broker.topic("orders").rolledBack()).hasSize(decision.equals("commit") ? 0 : 1);
	}

	private void assertOnlyTheFirstCounts(String request) throws IOException {
		assertThat(this.connection.send(request).read().status()).isEqualTo(204);
		Response second = this.connection.send(request).read();
		assertThat(second.status()).isEqualTo(404);
		assertThat(second.element("ErrorCode")).isEqualTo("MessageNotExist");
	}

	private static String handles(String handle) {
		return "<ReceiptHandles><ReceiptHandle>" + handle + "</ReceiptHandle></ReceiptHandles>";
	}

	private static String signed(String method, String target, String body) {
		String date = date(NOW);
		String signature = new RequestSigner("test-sk")
			.sign(RequestSigner.stringToSign(method, null, null, date, "2015-06-06", target));
		return RawConnection.request(method, target, "Host: x\r\nDate: " + date + "\r\nx-mq-version: 2015-06-06\r\n"
				+ "Authorization: MQ test-ak:" + signature + "\r\n", body);
	}

	@ParameterizedTest
	@CsvSource({ "'', MissingAuthorizationHeader, Authorization header is required.",
			"'Authorization: Bearer x\r\n', InvalidAuthorizationHeader, The Authorization header format is invalid.",
			"'Authorization: MQ test-ak\r\n', InvalidAuthorizationHeader, The Authorization header format is invalid.",
			"'Authorization: MQ test-ak:x\r\n', MissingDateHeader, Date header is required.",
			"'Authorization: MQ test-ak:x\r\nDate: yesterday\r\n', InvalidDateHeader, The Date header format is invalid." })
	void missingAndMalformedHeadersAreNamed(String headers, String code, String text) throws IOException {
		Response response = this.connection.send("GET " + TARGET + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n")
			.read();
		assertRefused(response, 400, code);
		assertThat(response.element("Message")).startsWith(text);
	}

	@Test
	void aRefusedPublishLeavesTheConnectionInOrder() throws IOException {
		Response refused = this.connection.send(RawConnection.request("POST", "/topics/orders/messages", "Host: x\r\n",
				"<Message><MessageBody>a</MessageBody></Message>"))
			.read();
		assertRefused(refused, 400, "MissingAuthorizationHeader");
		assertAccepted(call(TARGET, TARGET, "", ""));
	}

	private Response call(String sent, String signed, String headers, String md5) throws IOException {
		String date = date(NOW);
		return send(sent, date, "test-ak", sign("test-sk", date, signed, md5), headers);
	}

	private Response send(String target, String date, String keyId, String signature, String headers)
			throws IOException {
		return this.connection
			.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nDate: " + date + "\r\nx-mq-version: 2015-06-06\r\n"
					+ headers + "Authorization: MQ " + keyId + ":" + signature + "\r\n\r\n")
			.read();
	}

	private static String sign(String secret, String date, String target, String md5) {
		return new RequestSigner(secret).sign(RequestSigner.stringToSign("GET", md5, null, date, "2015-06-06", target));
	}

	private static String date(Instant instant) {
		return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
			.withZone(ZoneOffset.UTC)
			.format(instant);
	}

	private static void assertAccepted(Response response) {
		assertThat(response.element("Code")).isEqualTo("MessageNotExist");
	}

	private static void assertRefused(Response response, int status, String code) {
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.element("Code")).isEqualTo(code);
	}

}
