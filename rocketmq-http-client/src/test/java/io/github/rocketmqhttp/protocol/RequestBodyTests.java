package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Request bodies, written as every broker and read as from every SDK.
 */
class RequestBodyTests {

	@Test
	void aMessageIsWrittenInTheOrderOfTheMostSdks() {
		OutboundMessage message = OutboundMessage.of("hello")
			.tag("a")
			.key("k")
			.shardingKey("s")
			.deliverAt(Instant.ofEpochMilli(1893456000000L))
			.property("p", "1")
			.build();
		assertThat(write(message))
			.endsWith("<Message xmlns=\"http://mq.aliyuncs.com/doc/v1\"><MessageBody>hello</MessageBody>"
					+ "<MessageTag>a</MessageTag><Properties>p:1|KEYS:k|__SHARDINGKEY:s|__STARTDELIVERTIME:1893456000000|"
					+ "</Properties></Message>");
	}

	@Test
	void whatIsNotSetIsLeftOut() {
		assertThat(write(OutboundMessage.of("hello").build())).doesNotContain("MessageTag")
			.doesNotContain("Properties");
	}

	@Test
	void markupAndLineEndsSurvive() throws Exception {
		String body = "<a b=\"c\">&amp; 'x'</a> ]]> line1\r\nline2\rline3\n\t é 世界 \uD83C\uDF0D";
		byte[] written = RequestCodec.writePublish(OutboundMessage.of(body).build().toDocument(true));
		assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain("\r");
		assertThat(RequestCodec.readPublish(written).body()).isEqualTo(body);
	}

	@Test
	void anImmunityTimeIsWrittenInSeconds() {
		assertThat(write(OutboundMessage.of("hello").immunityTime(Duration.ofMinutes(2)).build()))
			.contains("<Properties>__TransCheckT:120|</Properties>");
	}

	@Test
	void anEmptyBodyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> OutboundMessage.of("").build())
			.withMessageContaining("body is empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\u0001", "\u001f", "\ufffe", "\ud800", "\udc00x" })
	void charactersOutsideXmlAreRefusedWithoutTheBody(String character) {
		assertThatIllegalArgumentException().isThrownBy(() -> OutboundMessage.of("s3cret" + character).build())
			.withMessageContaining("Base64")
			.withMessageContaining("index 6")
			.withMessageNotContaining("s3cret");
	}

	@Test
	void bodiesBeyondTheLimitsAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OutboundMessage.of("é".repeat(2 * 1024 * 1024 + 1)).build())
			.withMessageContaining("4194304");
		assertThat(OutboundMessage.of("x".repeat(64 * 1024)).immunityTime(Duration.ofSeconds(10)).build().isHalf())
			.isTrue();
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> OutboundMessage.of("x".repeat(64 * 1024 + 1)).immunityTime(Duration.ofSeconds(10)).build())
			.withMessageContaining("65536");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OutboundMessage.of("x".repeat(64 * 1024 + 1)).deliverAt(Instant.EPOCH).build());
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 9, 301, -1 })
	void anImmunityTimeOutsideItsRangeIsRefused(long seconds) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OutboundMessage.of("hello").immunityTime(Duration.ofSeconds(seconds)).build())
			.withMessageContaining("10 to 300");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a||b", "*", " " })
	void aTagThatIsNoSinglePlainOneIsRefused(String tag) {
		assertThatIllegalArgumentException().isThrownBy(() -> OutboundMessage.of("hello").tag(tag).build());
	}

	@Test
	void handlesAreWrittenAndReadInOrder() throws Exception {
		byte[] body = RequestCodec.writeReceiptHandles(List.of("h-1", "a<b>&c+/="));
		assertThat(new String(body, StandardCharsets.UTF_8))
			.endsWith("<ReceiptHandles xmlns=\"http://mq.aliyuncs.com/doc/v1\"><ReceiptHandle>h-1</ReceiptHandle>"
					+ "<ReceiptHandle>a&lt;b&gt;&amp;c+/=</ReceiptHandle></ReceiptHandles>");
		assertThat(RequestCodec.readReceiptHandles(body)).containsExactly("h-1", "a<b>&c+/=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<!DOCTYPE Message><Message/>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Message/>",
			"<Message><MessageBody>&a;</MessageBody></Message>", "<Other/>", "", "<Message>", "<Message/>x",
			"<?xml version='1.1'?><Message/>",
			"<?xml version='1.1'?><Message><MessageBody>&#1;</MessageBody></Message>",
			"<Message><MessageBody>a</MessageBody><MessageBody>b</MessageBody></Message>",
			"<Message><MessageTag>a</MessageTag><MessageTag/></Message>",
			"<Message><Properties/><Properties/></Message>" })
	void whatIsNoMessageIsMalformed(String document) {
		assertThatExceptionOfType(MalformedDocumentException.class)
			.isThrownBy(() -> RequestCodec.readPublish(document.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void aReaderServesTheNextDocumentAfterAMalformedOne() throws Exception {
		for (int i = 0; i < 3000; i++) {
			if (i % 3 == 0) {
				assertThatExceptionOfType(MalformedDocumentException.class).isThrownBy(
						() -> RequestCodec.readPublish("<Message><MessageBody>".getBytes(StandardCharsets.UTF_8)));
			}
			byte[] body = RequestCodec.writePublish(new PublishDocument("b" + i, "t" + i, null));
			assertThat(RequestCodec.readPublish(body)).isEqualTo(new PublishDocument("b" + i, "t" + i, null));
		}
	}

	@Test
	void aByteOrderMarkAndAnyDeclarationAreRead() throws Exception {
		String document = "\uFEFF<?xml version=\"1.0\" encoding=\"GBK\"?><Message><MessageBody>é \uFFFD</MessageBody></Message>";
		assertThat(RequestCodec.readPublish(document.getBytes(StandardCharsets.UTF_8)).body()).isEqualTo("é \uFFFD");
	}

	@Test
	void bytesThatAreNotUtf8AreMalformed() {
		byte[] document = "<Message><MessageBody>é</MessageBody></Message>".getBytes(StandardCharsets.ISO_8859_1);
		assertThatExceptionOfType(MalformedDocumentException.class).isThrownBy(() -> RequestCodec.readPublish(document))
			.withMessageContaining("UTF-8");
	}

	private static String write(OutboundMessage message) {
		return new String(RequestCodec.writePublish(message.toDocument(true)), StandardCharsets.UTF_8);
	}

}
