package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.rocketmqhttp.AcknowledgeException;
import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.ServiceException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the protocol asks of a client beyond the captured examples: its requests, and the
 * meaning of errors.
 */
class ClientObligationsTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("b0dy").property("p", "v4lue").build();

	private ScriptedServer server;

	private RocketMqHttpClient client;

	private volatile Reply reply = Reply.receiptWithoutDigest();

	@BeforeEach
	void start() throws IOException {
		this.server = new ScriptedServer((request) -> this.reply);
		this.client = TestClients.of(this.server)
			.credentials(() -> new Credentials("test-ak", "s3cret", "t0ken"))
			.clock(() -> Instant.parse("2026-11-22T18:38:50.999Z"))
			.build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void theTagIsPercentEncodedAndTheTargetSentAsItWasSigned() {
		this.reply = Reply.noMessage();
		this.client.consume(new ConsumeRequest("orders", "GID_a", "A&B=C d+e/f~g || 标", 16, Duration.ofSeconds(30)));
		assertThat(this.server.onlyRequest().target())
			.isEqualTo("/topics/orders/messages?numOfMessages=16&consumer=GID_a"
					+ "&tag=A%26B%3DC%20d%2Be%2Ff~g%20%7C%7C%20%E6%A0%87&waitseconds=30");
	}

	@Test
	void theDateComesFromTheClockInGmt() {
		this.client.publish("orders", MESSAGE);
		assertThat(this.server.onlyRequest().header("Date")).hasValue("Sun, 22 Nov 2026 18:38:50 GMT");
	}

	@Test
	void contentTypeIsSentAsSignedAndTheTokenComesLastOfOurHeaders() {
		this.client.publish("orders", MESSAGE);
		RecordedRequest request = this.server.onlyRequest();
		assertThat(request.header("Content-Type")).hasValue("text/xml;charset=UTF-8");
		assertThat(request.header("Content-MD5")).isEmpty();
		assertThat(request.headers().stream().map((header) -> header.getKey())).containsSubsequence("Date",
				"Authorization", "x-mq-version", "Content-Type", "security-token");
	}

	@Test
	void blankTagsAndInstancesAreLeftOut() throws Exception {
		this.reply = Reply.noMessage();
		try (RocketMqHttpClient blank = TestClients.of(this.server).instanceId(" ").build()) {
			blank.consume(new ConsumeRequest("orders", "GID_a", " ", 1, Duration.ZERO));
		}
		assertThat(this.server.onlyRequest().target())
			.isEqualTo("/topics/orders/messages?numOfMessages=1&consumer=GID_a");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "17, 0", "1, -1", "1, 31" })
	void aPollOutsideTheRangesIsRefused(int batchSize, long seconds) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ConsumeRequest("orders", "GID_a", null, batchSize, Duration.ofSeconds(seconds)));
	}

	@ParameterizedTest
	@CsvSource({ "400, QpsLimitExceeded, true, false", "429, TooManyRequests, true, false",
			"500, InternalError, true, true", "503, Whatever, true, true", "403, SignatureDoesNotMatch, false, false",
			"408, TimeExpired, false, false", "400, InvalidArgument, false, false", "404, TopicNotExist, false, false",
			"302, Moved, false, false" })
	void anErrorSaysWhetherToRetryAndWhetherItWasExecuted(int status, String code, boolean retryable,
			boolean ambiguous) {
		this.reply = Reply.error(status, code);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.withMessageContaining("'orders'")
			.withMessageContaining("HTTP " + status + " " + code)
			.returns(retryable, RocketMqHttpException::isRetryable)
			.returns(ambiguous, RocketMqHttpException::isAmbiguous)
			.returns(status, RocketMqHttpException::getHttpStatus)
			.returns(code, RocketMqHttpException::getErrorCode)
			.returns("http://127.0.0.1", RocketMqHttpException::getHostId)
			.returns("6A1E0A0B0C0D0E0F10111213", RocketMqHttpException::getRequestId);
	}

	@Test
	void withoutARequestIdInTheBodyTheHeaderCounts() {
		this.reply = Reply.xml(400, "<Error><Code>InvalidArgument</Code></Error>");
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.returns("5F1E0A0B0C0D0E0F10111213", RocketMqHttpException::getRequestId);
	}

	@Test
	void aHalfMessageWithoutAHandleSaysThatTheTopicIsOfTheWrongType() {
		OutboundMessage half = OutboundMessage.of("hello").immunityTime(Duration.ofSeconds(30)).build();
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publishHalf("orders", half))
			.withMessageContaining("not of type transaction")
			.returns(false, RocketMqHttpException::isRetryable)
			.returns(true, RocketMqHttpException::isAmbiguous);
	}

	@Test
	void aRefusedHandleThatTheBrokerDoesNotNameIsTheOneThatWasSent() {
		this.reply = Reply.xml(404,
				"<Errors><Error><ErrorCode>ReceiptHandleError</ErrorCode><ReceiptHandle/></Error></Errors>");
		assertThatExceptionOfType(AcknowledgeException.class)
			.isThrownBy(() -> this.client.commit("orders", "GID_a", "h-1"))
			.satisfies((ex) -> assertThat(ex.getFailures())
				.containsExactly(new AcknowledgeException.Failure("h-1", "ReceiptHandleError", "")))
			.returns("ReceiptHandleError", RocketMqHttpException::getErrorCode)
			.returns(false, RocketMqHttpException::isRetryable);
		assertThatExceptionOfType(AcknowledgeException.class)
			.isThrownBy(() -> this.client.acknowledge("orders", "GID_a", List.of("h-1", "h-2")))
			.satisfies((ex) -> assertThat(ex.getFailures().get(0).receiptHandle()).isEmpty());
	}

	@Test
	void anErrorDocumentWithASuccessStatusIsStillAnError() {
		this.reply = Reply.error(200, "InvalidArgument");
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.client.acknowledge("orders", "GID_a", List.of("h-1")));
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.client.consume(ConsumeRequest.of("orders", "GID_a")));
	}

	@Test
	void noExceptionTellsSecretsSignaturesOrContent() {
		this.reply = Reply.error(403, "SignatureDoesNotMatch");
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.satisfies(this::tellsNothing);
		this.reply = Reply.NONE;
		assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.satisfies(this::tellsNothing);
		this.reply = Reply.xml(201, "<Message><MessageId>b0dy v4lue");
		assertThatExceptionOfType(RocketMqHttpException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.satisfies(this::tellsNothing);
		assertThat(MESSAGE.toString()).doesNotContain("b0dy").doesNotContain("v4lue");
		assertThat(MESSAGE.toDocument(true).toString()).doesNotContain("b0dy").doesNotContain("v4lue");
	}

	@Test
	void textFromTheBrokerCannotForgeLogLines() {
		this.reply = Reply.xml(400,
				"<Error><Code>Invalid\nArgument</Code><Message>" + "x\n".repeat(5000) + "</Message></Error>");
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.client.publish("orders", MESSAGE))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n").hasSizeLessThan(1000));
	}

	private void tellsNothing(Throwable thrown) {
		String signature = this.server.requests().get(0).header("Authorization").orElseThrow().split(":", 2)[1];
		for (Throwable ex = thrown; ex != null; ex = ex.getCause()) {
			assertThat(ex.toString()).doesNotContain("s3cret")
				.doesNotContain("t0ken")
				.doesNotContain(signature)
				.doesNotContain("b0dy")
				.doesNotContain("v4lue");
		}
	}

}
