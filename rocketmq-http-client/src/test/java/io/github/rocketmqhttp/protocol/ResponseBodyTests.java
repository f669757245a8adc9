package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.rocketmqhttp.AcknowledgeException.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Response bodies, written so that every SDK can read them, and read back.
 */
class ResponseBodyTests {

	private static final Instant TIME = Instant.ofEpochMilli(1700000000000L);

	@Test
	void aReceiptNamesTheHandleOnlyWhenThereIsOne() throws Exception {
		PublishReceipt plain = new PublishReceipt("M1", "MD5", null, "R1");
		assertThat(text(ResponseCodec.writeReceipt(plain)))
			.endsWith("<Message xmlns=\"http://mq.aliyuncs.com/doc/v1\"><MessageId>M1</MessageId>"
					+ "<MessageBodyMD5>MD5</MessageBodyMD5></Message>");
		PublishReceipt half = new PublishReceipt("M1", "MD5", "h-1", "R1");
		assertThat(ResponseCodec.read(ResponseCodec.writeReceipt(half), "R1"))
			.isEqualTo(new ResponseDocument.Receipt(half));
	}

	@Test
	void messagesHaveNoEmptyElementsNoPrefixAndNoRawCarriageReturn() throws Exception {
		ReceivedMessage message = new ReceivedMessage("M1", "h-1", "a\r\n<b>&]]>\uD83C\uDF0D",
				"773D80220493F105EE8E02EF76C7EC5A", null, TIME, TIME, TIME.plusSeconds(300), 1, Map.of());
		String document = text(ResponseCodec.writeMessages(List.of(message)));
		assertThat(document).doesNotContain("\r")
			.doesNotContain("/>")
			.doesNotContain("CDATA")
			.doesNotContain("MessageTag")
			.doesNotContain("Properties")
			.contains("&#13;")
			.contains("\uD83C\uDF0D");
		assertThat(read(document)).isEqualTo(new ResponseDocument.Messages(List.of(message)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\u0001", "\u001b", "\ufffe", "\uffff", "\ud800", "\udc00" })
	void whatXmlCannotCarryIsNeverWritten(String character) throws Exception {
		String text = "a" + character + "b";
		String replaced = "a\uFFFDb";
		ReceivedMessage message = new ReceivedMessage("M1", text, text, null, text, TIME, TIME, TIME, 1,
				Map.of("k", text));
		assertThat(read(text(ResponseCodec.writeMessages(List.of(message)))))
			.isEqualTo(new ResponseDocument.Messages(List.of(new ReceivedMessage("M1", replaced, replaced, null,
					replaced, TIME, TIME, TIME, 1, Map.of("k", replaced)))));
		assertThat(text(ResponseCodec.writeFailures(List.of(new Failure(text, text, text))))).doesNotContain(text);
		assertThat(text(ResponseCodec.writeError(new ErrorDocument(text, text, text, text)))).doesNotContain(text);
	}

	@Test
	void aLargeBodyOfEscapedCharactersIsReadOnEveryJdk() throws Exception {
		String body = "\"<&>'".repeat(200_000);
		String escaped = "&quot;&lt;&amp;&gt;&apos;".repeat(200_000);
		assertThat(read("<Messages><Message><MessageId>M1</MessageId><MessageBody>" + escaped
				+ "</MessageBody></Message></Messages>"))
			.isInstanceOfSatisfying(ResponseDocument.Messages.class,
					(messages) -> assertThat(messages.messages().get(0).body().equals(body)).isTrue());
	}

	@Test
	void propertiesEndWithABar() {
		ReceivedMessage message = new ReceivedMessage("M1", "h-1", "b", "MD5", "t", TIME, TIME, TIME, 2,
				Map.of("KEYS", "k:1"));
		assertThat(text(ResponseCodec.writeMessages(List.of(message)))).contains("<Properties>KEYS:k:1|</Properties>");
	}

	@Test
	void anErrorHasAllPartsAndTheNamespaceWithoutASlash() throws Exception {
		ErrorDocument error = new ErrorDocument("TopicNotExist", "No topic.", "R1", "http://127.0.0.1");
		String document = text(ResponseCodec.writeError(error));
		assertThat(document).endsWith("<Error xmlns=\"http://mq.aliyuncs.com/doc/v1\"><Code>TopicNotExist</Code>"
				+ "<Message>No topic.</Message><RequestId>R1</RequestId><HostId>http://127.0.0.1</HostId></Error>");
		assertThat(read(document)).isEqualTo(new ResponseDocument.Refusal(error));
	}

	@Test
	void refusedHandlesAreListed() throws Exception {
		List<Failure> failures = List.of(new Failure("h-2", "MessageNotExist", "expired"),
				new Failure("h-3", "ReceiptHandleError", "unknown"));
		String document = text(ResponseCodec.writeFailures(failures));
		assertThat(document)
			.contains("<Error><ErrorCode>MessageNotExist</ErrorCode><ErrorMessage>expired</ErrorMessage>"
					+ "<ReceiptHandle>h-2</ReceiptHandle></Error>");
		assertThat(read(document)).isEqualTo(new ResponseDocument.Failures(failures));
	}

	@ParameterizedTest
	@ValueSource(strings = { "<Messages><Message/></Messages>", "<Message><MessageBodyMD5>x</MessageBodyMD5></Message>",
			"<Messages><Message><MessageId>M</MessageId><PublishTime>x</PublishTime></Message></Messages>", "<Oops/>",
			"<!DOCTYPE Error [<!ENTITY a 'x'>]><Error><Code>&a;</Code></Error>", "plain text" })
	void whatLacksARequiredPartIsMalformed(String document) {
		assertThatExceptionOfType(MalformedDocumentException.class).isThrownBy(() -> read(document))
			.withMessageNotContaining("plain text");
	}

	@ParameterizedTest
	@ValueSource(ints = { 31, 33, 10_000 })
	void nestingIsBounded(int depth) {
		String document = "<Messages>" + "<x>".repeat(depth) + "</x>".repeat(depth) + "</Messages>";
		if (depth <= 32) {
			assertThat(document)
				.satisfies((text) -> assertThat(read(text)).isEqualTo(new ResponseDocument.Messages(List.of())));
		}
		else {
			assertThatExceptionOfType(MalformedDocumentException.class).isThrownBy(() -> read(document))
				.withMessageContaining("nested");
		}
	}

	private static ResponseDocument read(String document) throws MalformedDocumentException {
		return ResponseCodec.read(document.getBytes(StandardCharsets.UTF_8), null);
	}

	private static String text(byte[] document) {
		return new String(document, StandardCharsets.UTF_8);
	}

}
