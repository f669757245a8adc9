package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import io.github.rocketmqhttp.broker.store.ConsumerGroupView;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every SDK needs of a server, byte by byte. The signature rows (1 to 3, 20 and 21)
 * are in {@link AuthenticatorTests}.
 */
class ServerObligationsTests {

	private static final String TARGET = "/topics/orders/messages";

	private static final String POLL = TARGET + "?consumer=GID_a&numOfMessages=16";

	private final RocketMqHttpBroker broker = RocketMqHttpBroker.builder().start();

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

	private static String message(String body) {
		return "<Message><MessageBody>" + body + "</MessageBody></Message>";
	}

	private static String handles(String... handles) {
		return "<ReceiptHandles><ReceiptHandle>" + String.join("</ReceiptHandle><ReceiptHandle>", handles)
				+ "</ReceiptHandle></ReceiptHandles>";
	}

	@Test
	void row04AnExpectedContinueIsAnsweredBeforeTheBodyComes() throws IOException {
		this.connection.send("POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD
				+ "Expect: 100-continue\r\nContent-Length: " + message("a").length() + "\r\n\r\n");
		assertThat(this.connection.read().status()).isEqualTo(100);
		assertThat(this.connection.send(message("a")).read().status()).isEqualTo(201);
	}

	@Test
	void row05ABodyIsAcceptedWithDeleteAndIgnoredWithGet() throws IOException {
		this.connection.call("POST", TARGET, message("a"));
		Response polled = this.connection.call("GET", POLL, "a");
		assertThat(polled.status()).isEqualTo(200);
		assertThat(this.connection.call("DELETE", TARGET + "?consumer=GID_a", handles(polled.element("ReceiptHandle")))
			.status()).isEqualTo(204);
	}

	static Stream<String> documents() {
		return Stream.of("<Message><MessageBody>text</MessageBody><MessageTag>t</MessageTag></Message>",
				"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><Message xmlns=\"http://mq.aliyuncs.com/doc/v1\">"
						+ "<MessageBody>text</MessageBody></Message>",
				"<?xml version='1.0'?>\n<Message xmlns=\"http://mq.aliyuncs.com/doc/v1/\">\n\t<MessageTag>t</MessageTag>"
						+ "\n\t<MessageBody><![CDATA[text]]></MessageBody>\n</Message>\n",
				"\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><Message><Properties>a:1</Properties>"
						+ "<MessageBody>text</MessageBody></Message>");
	}

	@ParameterizedTest
	@MethodSource("documents")
	void row06BodiesOfAllSdksAreUnderstood(String document) throws IOException {
		assertThat(this.connection.call("POST", TARGET, document).status()).isEqualTo(201);
		assertThat(this.connection.call("GET", POLL).element("MessageBody")).isEqualTo("text");
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Message><MessageBody>&e;</MessageBody></Message>",
			"<!DOCTYPE a><Message><MessageBody>a</MessageBody></Message>", "<Message><MessageBody>a", "no xml", "" })
	void row06DocumentsWithDtdOrDamageAreMalformed(String document) throws IOException {
		Response response = this.connection.call("POST", TARGET, document);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.element("Code")).isEqualTo("MalformedXML");
	}

	@ParameterizedTest
	@ValueSource(strings = { "&ns=&tag=&waitseconds=", "&waitseconds=-1", "&waitseconds=0", "&tag=*" })
	void row07EmptyParametersAreAbsentAndAWaitUpToZeroIsAShortPoll(String parameters) throws IOException {
		this.connection.call("POST", TARGET + "?ns=", message("a"));
		assertThat(this.connection.call("GET", POLL + parameters).status()).isEqualTo(200);
		assertThat(this.connection.call("GET", POLL + parameters).status()).isEqualTo(404);
	}

	@Test
	void row07ACommitWithAnEmptyGroupAndWithoutInstanceCommits() throws IOException {
		String half = "<Message><MessageBody>a</MessageBody><Properties>__TransCheckT:10</Properties></Message>";
		String handle = this.connection.call("POST", TARGET, half).element("ReceiptHandle");
		Response response = this.connection.call("DELETE", TARGET + "?consumer=&trans=commit", handles(handle));
		assertThat(response.status()).isEqualTo(204);
		assertThat(this.broker.topic("orders").committed()).hasSize(1);
	}

	@Test
	void row08StatusesAreExactAnd204HasNoBody() throws IOException {
		assertThat(this.connection.call("POST", TARGET, message("a")).status()).isEqualTo(201);
		Response polled = this.connection.call("GET", POLL);
		assertThat(polled.status()).isEqualTo(200);
		Response acknowledged = this.connection.call("DELETE", TARGET + "?consumer=GID_a",
				handles(polled.element("ReceiptHandle")));
		assertThat(acknowledged.status()).isEqualTo(204);
		assertThat(acknowledged.header("Content-Length")).isEmpty();
		assertThat(acknowledged.header("Content-Type")).isEmpty();
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
		assertThat(this.connection.call("DELETE", TARGET + "?consumer=GID_a", handles("unknown")).status())
			.isEqualTo(404);
	}

	@Test
	void row09EveryBodyHasTheContentTypeInLowerCase() throws IOException {
		for (Response response : List.of(this.connection.call("POST", TARGET, message("a")),
				this.connection.call("GET", POLL), this.connection.call("GET", POLL),
				this.connection.call("GET", "/unknown"), this.connection.call("POST", TARGET, "damaged"))) {
			assertThat(response.body()).isNotEmpty();
			assertThat(response.header("Content-Type")).contains("text/xml;charset=utf-8");
		}
	}

	@Test
	void row10EveryResponseHasTheRequestIdInLowerCase() throws IOException {
		this.connection.call("POST", TARGET, message("a"));
		Response polled = this.connection.call("GET", POLL);
		for (Response response : List.of(polled,
				this.connection.call("DELETE", TARGET + "?consumer=GID_a", handles(polled.element("ReceiptHandle"))),
				this.connection.call("GET", POLL), this.connection.call("PUT", TARGET, ""))) {
			assertThat(response.header("x-mq-request-id").orElseThrow()).matches("[0-9A-F]{24}");
			assertThat(response.header("x-mq-version")).contains("2015-06-06");
		}
	}

	@Test
	void row11ErrorsAreCompleteForUnknownPathsAndMethods() throws IOException {
		assertError(this.connection.call("GET", "/"), 400, "InvalidRequestURL");
		assertError(this.connection.call("GET", "/topics/orders"), 400, "InvalidRequestURL");
		assertError(this.connection.call("PUT", TARGET, "a"), 400, "InvalidRequestURL");
		assertError(this.connection.call("OPTIONS", "*"), 400, "InvalidRequestURL");
		assertError(this.connection.call("GET", POLL + "&trans=push"), 400, "InvalidArgument");
		assertError(this.connection.call("GET", POLL + "&tag=%zz"), 400, "InvalidQueryString");
		assertError(this.connection.call("GET", TARGET + "?" + "a".repeat(1100)), 400, "InvalidRequestURL");
		assertError(this.connection.call("GET", POLL), 404, "MessageNotExist");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HELLO\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
			"POST /topics/orders/messages HTTP/1.1\r\nContent-Length: many\r\n\r\n",
			"POST /topics/orders/messages HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n" })
	void row11ErrorsAreCompleteForWhatIsNoHttp(String request) throws IOException {
		assertError(this.connection.send(request).read(), 400, "InvalidArgument");
		assertThat(this.connection.isClosedByPeer()).isTrue();
	}

	@Test
	void row11ErrorsAreCompleteForOverlongAndTooManyHeaders() throws IOException {
		assertError(this.connection.send("GET / HTTP/1.1\r\nX-Long: " + "a".repeat(10_000) + "\r\n\r\n").read(), 400,
				"InvalidArgument");
		try (RawConnection other = new RawConnection(this.broker)) {
			assertError(other.send("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(200) + "\r\n").read(), 400,
					"InvalidArgument");
		}
	}

	@Test
	void row11AHeadRequestGetsTheHeadOfAnErrorOnly() throws IOException {
		Response head = this.connection.send("HEAD " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n")
			.read(false);
		assertThat(head.status()).isEqualTo(400);
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	private static void assertError(Response response, int status, String code) {
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.body()).contains("<Error xmlns=\"http://mq.aliyuncs.com/doc/v1\">");
		assertThat(response.element("Code")).isEqualTo(code);
		assertThat(response.element("Message")).isNotBlank();
		assertThat(response.element("RequestId")).isEqualTo(response.header("x-mq-request-id").orElseThrow());
		assertThat(response.element("HostId")).startsWith("http://127.0.0.1:");
	}

	@Test
	void row12FailedHandlesAreListedWithAllThreeParts() throws IOException {
		this.connection.call("POST", TARGET, message("a"));
		String good = this.connection.call("GET", POLL).element("ReceiptHandle");
		Response response = this.connection.call("DELETE", TARGET + "?consumer=GID_a", handles("bad", good));
		assertThat(response.status()).isEqualTo(404);
		assertThat(response.body())
			.contains("<Errors xmlns=\"http://mq.aliyuncs.com/doc/v1\"><Error><ErrorCode>ReceiptHandleError</ErrorCode>"
					+ "<ErrorMessage>The receipt handle you provide is not valid.</ErrorMessage>"
					+ "<ReceiptHandle>bad</ReceiptHandle></Error></Errors>");
		assertThat(this.broker.topic("orders").consumerGroup("GID_a").orElseThrow().consumed()).isEqualTo(1);
	}

	@Test
	void row13MessagesHaveEveryElementAndEscapedText() throws IOException {
		this.connection.call("POST", TARGET,
				"<Message><MessageBody>a&#13;&lt;b&gt;]]&gt;</MessageBody><Properties>k:v|KEYS:o:1</Properties></Message>");
		Response response = this.connection.call("GET", POLL);
		for (String name : List.of("MessageId", "ReceiptHandle", "MessageBodyMD5", "PublishTime", "FirstConsumeTime",
				"NextConsumeTime", "ConsumedTimes")) {
			assertThat(response.element(name)).as(name).isNotBlank();
		}
		assertThat(Long.parseLong(response.element("NextConsumeTime"))
				- Long.parseLong(response.element("FirstConsumeTime")))
			.isEqualTo(Duration.ofMinutes(5).toMillis());
		assertThat(response.element("Properties")).isEqualTo("k:v|KEYS:o:1|");
		assertThat(response.body()).contains("a&#13;&lt;b").doesNotContain("CDATA", "MessageTag", "/>");
	}

	@Test
	void row14EmptyBodiesAndForbiddenCharactersAreRefused() throws IOException {
		assertError(this.connection.call("POST", TARGET, "<Message><MessageBody/></Message>"), 400, "InvalidArgument");
		assertError(this.connection.call("POST", TARGET, "<Message></Message>"), 400, "InvalidArgument");
		assertError(this.connection.call("POST", TARGET, message("&#1;")), 400, "MalformedXML");
		assertError(this.connection.call("POST", TARGET, message("\u0001")), 400, "MalformedXML");
	}

	@Test
	void row15SupplementaryCharactersComeBackWhole() throws IOException {
		this.connection.call("POST", TARGET, message("&#127757;🌍"));
		assertThat(this.connection.call("GET", POLL).element("MessageBody")).isEqualTo("🌍🌍");
	}

	@Test
	void row16ConnectionsAreKeptAndRequestsInOneGoAreAnsweredInOrder() throws IOException {
		String publish = RawConnection.request("POST", TARGET, RawConnection.HEAD, message("a"));
		this.connection.send(publish + publish + "GET " + POLL + " HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n");
		assertThat(this.connection.read().status()).isEqualTo(201);
		assertThat(this.connection.read().status()).isEqualTo(201);
		assertThat(this.connection.read().status()).isEqualTo(200);
	}

	@Test
	void row16AClosingClientGetsItsAnswerFirst() throws IOException {
		this.connection.send("GET " + POLL + " HTTP/1.1\r\n" + RawConnection.HEAD + "Connection: close\r\n\r\n");
		assertThat(this.connection.read().status()).isEqualTo(404);
		assertThat(this.connection.isClosedByPeer()).isTrue();
	}

	@Test
	void row16ABodyThatIsTooLargeIsRefusedWithADocument() throws IOException {
		this.connection
			.send("POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD + "Content-Length: 99999999\r\n\r\n");
		assertError(this.connection.read(), 400, "InvalidArgument");
	}

	@Test
	void row16AChunkedBodyIsBoundedToo() throws IOException {
		this.connection.send("DELETE " + TARGET + "?consumer=GID_a HTTP/1.1\r\n" + RawConnection.HEAD
				+ "Transfer-Encoding: chunked\r\n\r\n");
		String chunk = "8000\r\n" + "a".repeat(0x8000) + "\r\n";
		this.connection.send(chunk + chunk + chunk);
		assertError(this.connection.read(), 400, "InvalidArgument");
	}

	@Test
	void row17EveryPublishGetsAnIdOfItsOwn() throws IOException {
		String first = this.connection.call("POST", TARGET, message("a")).element("MessageId");
		String second = this.connection.call("POST", TARGET, message("a")).element("MessageId");
		assertThat(first).matches("[0-9A-F]{32}").isNotEqualTo(second);
	}

	@Test
	void row18ALongPollEndsAfterItsTime() throws IOException {
		long start = System.nanoTime();
		assertError(this.connection.call("GET", POLL + "&waitseconds=1"), 404, "MessageNotExist");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(890),
				Duration.ofSeconds(5));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void row18APollWhoseClientHasGoneTakesNoMessage(boolean reset) throws IOException {
		this.connection.send("GET " + POLL + "&waitseconds=30 HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n");
		awaitWaitingPolls(1);
		if (reset) {
			this.connection.reset();
		}
		this.connection.close();
		awaitWaitingPolls(0);
		try (RawConnection other = new RawConnection(this.broker)) {
			other.call("POST", TARGET, message("a"));
			Response response = other.call("GET", POLL);
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.element("ConsumedTimes")).isEqualTo("1");
		}
	}

	@Test
	void row18AClientThatEndsItsOutputGetsItsAnswerAtOnce() throws IOException {
		this.connection.send("GET " + POLL + "&waitseconds=30 HTTP/1.1\r\n" + RawConnection.HEAD + "\r\n");
		awaitWaitingPolls(1);
		assertError(this.connection.endOutput().read(), 404, "MessageNotExist");
	}

	private void awaitWaitingPolls(int number) {
		Awaitility.await()
			.atMost(10, TimeUnit.SECONDS)
			.until(() -> this.broker.topic("orders")
				.consumerGroup("GID_a")
				.map(ConsumerGroupView::waitingPolls)
				.orElse(-1) == number);
	}

	@Test
	void row19PropertiesKeepColonsAndUnknownNames() throws IOException {
		this.connection.call("POST", TARGET,
				"<Message><MessageBody>a</MessageBody><Properties>KEYS:order:42|bad|p:| x : y |</Properties></Message>");
		assertThat(this.connection.call("GET", POLL).element("Properties")).isEqualTo("KEYS:order:42| x : y |");
	}

	@ParameterizedTest
	@ValueSource(strings = { "numOfMessages=0", "numOfMessages=17", "numOfMessages=x", "numOfMessages=", "",
			"numOfMessages=1&waitseconds=31", "numOfMessages=1&waitseconds=x" })
	void parametersOutsideTheirRangeAreNamed(String parameters) throws IOException {
		Response response = this.connection.call("GET", TARGET + "?consumer=GID_a&" + parameters);
		assertError(response, 400, "InvalidArgument");
		assertThat(response.element("Message")).contains(parameters.contains("wait") ? "waitseconds" : "numOfMessages");
	}

	@Test
	void requestsWithoutGroupOrHandlesAreRefused() throws IOException {
		assertError(this.connection.call("GET", TARGET + "?numOfMessages=1"), 400, "InvalidArgument");
		assertError(this.connection.call("DELETE", TARGET, handles("a")), 400, "InvalidArgument");
		assertError(this.connection.call("DELETE", TARGET + "?consumer=g", "<ReceiptHandles/>"), 400,
				"MissingReceiptHandle");
		assertError(this.connection.call("DELETE", TARGET + "?consumer=g", handles("")), 400, "MissingReceiptHandle");
		assertError(this.connection.call("DELETE", TARGET + "?consumer=g", handles("a".repeat(17).split(""))), 400,
				"InvalidArgument");
		assertError(this.connection.call("GET", "/topics/a.b/messages?numOfMessages=1&consumer=g"), 400,
				"InvalidArgument");
		assertError(this.connection.call("GET", "/topics/a/messages?numOfMessages=1&consumer=g%20h"), 400,
				"InvalidArgument");
	}

	@Test
	void aSlowClientDoesNotHoldUpTheOthers() throws IOException {
		this.connection
			.send("POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD + "Content-Length: 100\r\n\r\n<Mess");
		try (RawConnection other = new RawConnection(this.broker)) {
			assertThat(other.call("POST", TARGET, message("a")).status()).isEqualTo(201);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD + "Content-Length: 100\r\n\r\n<Mess",
					"GET " + TARGET + " HTTP/1.1\r\nHo" })
	void aClientThatNeverEndsItsRequestIsDisconnected(String start) throws IOException {
		try (RocketMqHttpBroker impatient = RocketMqHttpBroker.builder().requestTimeout(Duration.ofMillis(100)).start();
				RawConnection slow = new RawConnection(impatient)) {
			slow.send(start);
			assertThat(slow.isClosedByPeer()).isTrue();
		}
	}

	@Test
	void connectionsAboveTheLimitAreAnsweredAndClosed() throws IOException {
		try (RocketMqHttpBroker small = RocketMqHttpBroker.builder().maxConnections(1).start();
				RawConnection first = new RawConnection(small)) {
			assertThat(first.call("GET", POLL).status()).isEqualTo(404);
			try (RawConnection second = new RawConnection(small)) {
				assertError(second.call("GET", POLL), 429, "TooManyRequests");
				assertThat(second.isClosedByPeer()).isTrue();
			}
		}
	}

	@Test
	void aBodyOfFourMebibytesIsAcceptedEvenWhenEscaped() throws IOException {
		String body = "<".repeat(4 * 1024 * 1024);
		this.connection
			.send(RawConnection.request("POST", TARGET, RawConnection.HEAD, message("&lt;".repeat(body.length()))));
		assertThat(this.connection.read().status()).isEqualTo(201);
		assertError(this.connection.call("POST", TARGET, message("a".repeat(body.length() + 1))), 400,
				"InvalidArgument");
	}

}
