package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that are readable but do not say one thing clearly: documents, digests and
 * parameters.
 */
class RefusedContentTests extends OpenBroker {

	@ParameterizedTest
	@ValueSource(strings = { "<MessageBody>&#1;</MessageBody>", "<MessageBody>a</MessageBody>",
			"<MessageBody>a</MessageBody><MessageTag>&#x1b;</MessageTag>",
			"<MessageBody>a</MessageBody><Properties>k:&#8;|</Properties>" })
	void aDocumentOfXmlElevenIsRefused(String content) throws IOException {
		assertRefused(publish("<?xml version=\"1.1\"?><Message>" + content + "</Message>"), "MalformedXML");
		assertRefused(
				publish("<?xml version='1.1' encoding='UTF-8' standalone='no'?><Message>" + content + "</Message>"),
				"MalformedXML");
		assertNothingIsStored();
	}

	@Test
	void aHandleInXmlElevenIsNotRepeated() throws IOException {
		Response response = this.connection.call("DELETE", TARGET + "?consumer=GID_a",
				"<?xml version='1.1'?><ReceiptHandles><ReceiptHandle>&#1;</ReceiptHandle></ReceiptHandles>");
		assertRefused(response, "MalformedXML");
		assertThat(response.body()).doesNotContain("\u0001");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<MessageBody>a</MessageBody><MessageBody>b</MessageBody>",
			"<MessageBody/><MessageBody>b</MessageBody>",
			"<MessageBody>a</MessageBody><MessageTag>a</MessageTag><MessageTag>b</MessageTag>",
			"<Properties>a:1|</Properties><MessageBody>a</MessageBody><Properties>b:1|</Properties>" })
	void anElementThatIsThereTwiceIsRefused(String content) throws IOException {
		assertRefused(publish("<Message>" + content + "</Message>"), "MalformedXML");
		assertNothingIsStored();
	}

	@ParameterizedTest
	@CsvSource({ "/topics/orders/messages?foo=1, POST", "/topics/orders/messages?ns=&Consumer=GID_a, POST",
			"/topics/orders/messages?consumer=GID_a&numOfMessages=1&waitSeconds=1, GET",
			"/topics/orders/messages?consumer=GID_a&numOfMessages=1&peekonly=true, GET",
			"/topics/orders/messages?consumer=GID_a&force, DELETE" })
	void anUnknownParameterIsRefused(String target, String method) throws IOException {
		Response response = this.connection.call(method, target, MESSAGE);
		assertRefused(response, "InvalidQueryString");
		assertThat(response.element("Message")).containsAnyOf("foo", "Consumer", "waitSeconds", "peekonly", "force");
		assertNothingIsStored();
	}

	@ParameterizedTest
	@ValueSource(strings = { "anything", "1B2M2Y8AsgTpgAmY7PhCfg==", "ZDQxZDhjZDk4ZjAwYjIwNGU5ODAwOTk4ZWNmODQyN2U=",
			"=", "x" })
	void aDigestThatIsNotThatOfTheBodyIsRefused(String digest) throws IOException {
		assertRefused(publish(MESSAGE, "Content-MD5: " + digest + "\r\n"), "InvalidDigest");
		assertNothingIsStored();
		assertRefused(
				this.connection.send(RawConnection.request("DELETE", TARGET + "?consumer=GID_a",
						RawConnection.HEAD + "content-md5: " + digest + "\r\n", "<ReceiptHandles/>"))
					.read(),
				"InvalidDigest");
	}

	@Test
	void theDigestOfTheBodyIsAcceptedInEveryFormThatIsUsed() throws Exception {
		byte[] md5 = md5(MESSAGE);
		String hex = HexFormat.of().formatHex(md5);
		for (String digest : new String[] { base64(md5), base64(hex.getBytes(StandardCharsets.US_ASCII)),
				base64(hex.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII)), "" }) {
			assertThat(publish(MESSAGE, "Content-MD5: " + digest + "\r\n").status()).as(digest).isEqualTo(201);
		}
	}

	@Test
	void theDigestOfABodyThatIsDroppedIsNotLookedAt() throws IOException {
		Response response = this.connection
			.send(RawConnection.request("GET", POLL, RawConnection.HEAD + "Content-MD5: anything\r\n", "a"))
			.read();
		assertThat(response.status()).isEqualTo(404);
	}

	@Test
	void refusalsBeginWithTheWordsOfTheService() throws IOException {
		assertText(publish("<Message>"), "The XML you provided was not well-formed.");
		assertText(publish(MESSAGE, "Content-MD5: x\r\n"), "The Content-MD5 you specified is invalid.");
		assertText(this.connection.call("GET", POLL + "&foo=1"),
				"Http request URL contains invalid querystring item \"foo\".");
		assertText(this.connection.call("GET", POLL + "&tag=a&tag=b"),
				"Http request URL contains invalid querystring item \"tag\".");
		for (String target : new String[] { "/", "/queues/a/messages", TARGET + "?" + "a".repeat(1100) }) {
			assertText(this.connection.call("GET", target), "Http request URL format invalid.");
		}
		assertText(this.connection.call("PUT", TARGET), "Http request URL format invalid.");
		assertText(this.connection.call("DELETE", TARGET + "?consumer=GID_a", "<ReceiptHandles/>"),
				"ReceiptHandle is required.");
	}

	private static void assertText(Response response, String text) {
		assertThat(response.element("Message")).startsWith(text);
	}

	private static byte[] md5(String text) throws NoSuchAlgorithmException {
		return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private Response publish(String document) throws IOException {
		return publish(document, "");
	}

	private Response publish(String document, String headers) throws IOException {
		return this.connection.send(RawConnection.request("POST", TARGET, RawConnection.HEAD + headers, document))
			.read();
	}

	private void assertNothingIsStored() throws IOException {
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	private static void assertRefused(Response response, String code) {
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.element("Code")).isEqualTo(code);
	}

}
