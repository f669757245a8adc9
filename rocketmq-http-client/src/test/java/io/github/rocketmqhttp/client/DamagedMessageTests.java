package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import io.github.rocketmqhttp.protocol.ReceivedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the service or the way to it has changed in a message is noticed, and costs that
 * message only: its batch arrives.
 */
@Timeout(60)
class DamagedMessageTests {

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private static final OutboundMessage HALF = OutboundMessage.of("hello")
		.immunityTime(Duration.ofSeconds(10))
		.build();

	private static final String MD5_OF_HELLO = "5D41402ABC4B2A76B9719D911017C592";

	private static final String OTHER_MD5 = "0123456789ABCDEF0123456789ABCDEF";

	@ParameterizedTest
	@ValueSource(strings = { OTHER_MD5, "XUFAKrxLKna5cZ2REBfFkg==", "5D41402ABC4B2A76B9719D911017C5" })
	void aReceiptForAnotherBodyIsATypedFailure(String md5) throws IOException {
		Reply reply = receipt(md5);
		try (ScriptedServer server = new ScriptedServer((request) -> reply);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			for (Throwable thrown : List.of(catchThrowable(() -> client.publish("orders", MESSAGE)),
					catchThrowable(() -> client.publishHalf("orders", HALF)),
					catchThrowable(() -> Outcome.await(client.publishAsync("orders", MESSAGE))),
					catchThrowable(() -> Outcome.await(client.publishHalfAsync("orders", HALF))))) {
				assertThat(thrown.getClass().getSimpleName()).isEqualTo("DamagedMessageException");
				RocketMqHttpException failure = (RocketMqHttpException) thrown;
				assertThat(failure.isAmbiguous()).as("it is stored, but not as it was sent").isTrue();
				assertThat(failure.isRetryable()).isFalse();
				assertThat(failure).hasMessageContaining("'M1'").hasMessageContaining("MD5");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { MD5_OF_HELLO, "5d41402abc4b2a76b9719d911017c592", "" })
	void aReceiptForTheBodyOrWithoutDigestIsGood(String md5) throws IOException {
		Reply reply = receipt(md5);
		try (ScriptedServer server = new ScriptedServer((request) -> reply);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			assertThat(client.publish("orders", MESSAGE).messageId()).isEqualTo("M1");
			assertThat(client.publishHalf("orders", HALF).receiptHandle()).isEqualTo("h-1");
		}
	}

	@Test
	void aBodyThatDoesNotMatchItsDigestCostsThatMessageOnly() throws Exception {
		List<ReceivedMessage> messages = consume(message("M1", "hello", MD5_OF_HELLO)
				+ message("M2", "hallo", MD5_OF_HELLO) + message("M3", "hello", MD5_OF_HELLO.toLowerCase(Locale.ROOT)));
		assertThat(messages).extracting(ReceivedMessage::messageId).containsExactly("M1", "M2", "M3");
		assertThat(messages.get(0).body()).isEqualTo("hello");
		assertThat(messages.get(2).body()).isEqualTo("hello");
		assertDamaged(messages.get(1), "MD5");
	}

	/**
	 * Whoever sends a carriage return without escaping it has XML drop it.
	 */
	@Test
	void aBodyWhoseLineEndsXmlHasChangedIsAsItWasSent() throws Exception {
		List<ReceivedMessage> messages = consume(message("M1", "a\r\nb\r\n", "59B0D7772F0561EFB95518F3CB8ABC60"));
		assertThat(messages.get(0).body()).isEqualTo("a\r\nb\r\n");
	}

	@ParameterizedTest
	@CsvSource({ "1", "0", "8", "11", "31", "65534", "65535" })
	void aForbiddenCharacterCostsThatMessageOnly(int character) throws Exception {
		for (String text : List.of("a" + (char) character + "b", "a&#" + character + ";b",
				"a&#x" + Integer.toHexString(character) + ";b", "<![CDATA[a" + (char) character + "b]]>")) {
			List<ReceivedMessage> messages = consume(message("M1", "hello", MD5_OF_HELLO)
					+ message("M2", text, MD5_OF_HELLO) + message("M3", "<![CDATA[&#1; \ufffd]]>", ""));
			assertThat(messages).extracting(ReceivedMessage::messageId).containsExactly("M1", "M2", "M3");
			assertThat(messages.get(0).body()).isEqualTo("hello");
			assertThat(messages.get(2).body()).isEqualTo("&#1; \ufffd");
			assertDamaged(messages.get(1), String.format("U+%04X", character));
			assertThat(messages.get(1).receiptHandle()).isEqualTo("h-M2");
			assertThat(messages.get(1).toString()).contains("M2");
		}
	}

	@Test
	void halfOfASurrogatePairAndBytesThatAreNoTextCostThatMessageOnly() throws Exception {
		byte[] surrogate = { 'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80, 'b' };
		byte[] noText = { 'a', (byte) 0xff, 'b' };
		for (byte[] body : List.of(surrogate, noText, "a&#xD800;b".getBytes(StandardCharsets.UTF_8))) {
			String marked = message("M1", "hello", MD5_OF_HELLO)
					+ message("M2", new String(body, StandardCharsets.ISO_8859_1), MD5_OF_HELLO)
					+ message("M3", "hello", MD5_OF_HELLO);
			List<ReceivedMessage> messages = consume(
					("<Messages>" + marked + "</Messages>").getBytes(StandardCharsets.ISO_8859_1));
			assertThat(messages).extracting(ReceivedMessage::messageId).containsExactly("M1", "M2", "M3");
			assertThat(messages.get(2).body()).isEqualTo("hello");
			assertDamaged(messages.get(1), "XML 1.0");
		}
	}

	@Test
	void aForbiddenCharacterInAPropertyOrTagIsDamageToo() throws Exception {
		List<ReceivedMessage> messages = consume(message("M1", "hello", MD5_OF_HELLO).replace("</MessageBody>",
				"</MessageBody><Properties>a:\u0001|b:2|</Properties>")
				+ message("M2", "hello", MD5_OF_HELLO).replace("</MessageBody>",
						"</MessageBody><MessageTag>&#2;</MessageTag>"));
		assertDamaged(messages.get(0), "U+0001");
		assertThat(messages.get(0).properties()).containsEntry("b", "2");
		assertDamaged(messages.get(1), "U+0002");
	}

	@Test
	void theStructureIsNotRepaired() {
		for (String document : List.of("<Messages><Message>\u0001<MessageId>M1</MessageId></Message>",
				"<Messages><Message\u0001><MessageId>M1</MessageId></Message></Messages>",
				"<Messages><Message><MessageId>M1</MessageId><MessageBody>\u0001&b0dy;</MessageBody></Message></Messages>")) {
			assertThat(catchThrowableOfType(RocketMqHttpException.class,
					() -> consume(document.getBytes(StandardCharsets.UTF_8))))
				.hasMessageContaining("cannot be read");
		}
	}

	private static void assertDamaged(ReceivedMessage message, String reason) {
		Throwable thrown = catchThrowable(message::body);
		assertThat(thrown).isInstanceOf(RocketMqHttpException.class)
			.hasMessageContaining("'" + message.messageId() + "'")
			.hasMessageContaining(reason);
		assertThat(thrown.getClass().getSimpleName()).isEqualTo("DamagedMessageException");
	}

	private static List<ReceivedMessage> consume(String messages) throws Exception {
		return consume(("<Messages>" + messages + "</Messages>").getBytes(StandardCharsets.UTF_8));
	}

	private static List<ReceivedMessage> consume(byte[] document) throws Exception {
		Reply reply = Reply.of(200, Map.of("Content-Length", Integer.toString(document.length)), document);
		try (ScriptedServer server = new ScriptedServer((request) -> reply);
				RocketMqHttpClient client = TestClients.of(server).build()) {
			List<ReceivedMessage> messages = client.consume(ConsumeRequest.of("orders", "GID_a"));
			assertThat(Outcome.await(client.consumeAsync(ConsumeRequest.of("orders", "GID_a")))).isEqualTo(messages);
			return messages;
		}
	}

	private static String message(String id, String body, String md5) {
		return "<Message><MessageId>" + id + "</MessageId><ReceiptHandle>h-" + id + "</ReceiptHandle><MessageBody>"
				+ body + "</MessageBody><MessageBodyMD5>" + md5 + "</MessageBodyMD5></Message>";
	}

	private static Reply receipt(String md5) {
		return Reply.xml(201, "<Message><MessageId>M1</MessageId><MessageBodyMD5>" + md5
				+ "</MessageBodyMD5><ReceiptHandle>h-1</ReceiptHandle></Message>");
	}

}
