package io.github.rocketmqhttp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlainReceiptTests {

	private static final String NAMESPACE = "http://mq.aliyuncs.com/doc/v1";

	private static final String CHILDREN = "<MessageId>0A01</MessageId><MessageBodyMD5>5D41</MessageBodyMD5>"
			+ "<ReceiptHandle>half-h-1</ReceiptHandle>";

	private static final List<String> PIECES = List.of("<MessageId>", "</MessageId>", "<ReceiptHandle>", "</Message>",
			"&amp;", "<!--x-->", "<a/>", "]]>", "<![CDATA[", " ", "\n", "\r", "<Message>", ">", "<", "xmlns=''", "?>",
			"\u00e4", "\0", "<MessageId/>", "<MessageBodyMD5>9</MessageBodyMD5>");

	@ParameterizedTest
	@ValueSource(strings = { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message xmlns=\"" + NAMESPACE + "\">",
			"<?xml version=\"1.0\" ?><Message xmlns=\"" + NAMESPACE + "/\">\n", "<Message>" })
	void readsWhatServersWrite(String start) {
		assertThat(read(start + CHILDREN + "</Message>\n"))
			.isEqualTo(new PublishReceipt("0A01", "5D41", "half-h-1", "R1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "<Message>" + CHILDREN, "<Message>" + CHILDREN + "</Message><x/>",
			"<Message><MessageId a=\"b\">1</MessageId></Message>", "<Message><MessageId>&#65;</MessageId></Message>",
			"<Message><MessageId>\u00e4</MessageId></Message>", "<Message><MessageId><b/></MessageId></Message>",
			"<!DOCTYPE Message><Message>" + CHILDREN + "</Message>", "<Error><Code>x</Code></Error>",
			"<Message><Other>1</Other>" + CHILDREN + "</Message>", "<Message></Message>", "" })
	void leavesEverythingElseToTheXmlReader(String document) {
		assertThat(read(document)).isNull();
	}

	@Test
	void neverAnswersOtherwiseThanTheXmlReader() {
		Random random = new Random(20261122);
		int answered = 0;
		for (int i = 0; i < 20_000; i++) {
			String document = mutate("<Message xmlns=\"" + NAMESPACE + "\">" + CHILDREN + "</Message>", random);
			PublishReceipt plain = read(document);
			if (plain != null) {
				answered++;
				assertThat(plain).as(document).isEqualTo(readAsXml(document));
			}
		}
		assertThat(answered).isGreaterThan(500);
	}

	private static String mutate(String document, Random random) {
		StringBuilder text = new StringBuilder(document);
		for (int edits = random.nextInt(3); edits >= 0; edits--) {
			int at = random.nextInt(text.length());
			switch (random.nextInt(3)) {
				case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
				case 1 -> text.deleteCharAt(at);
				default -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
			}
		}
		return text.toString();
	}

	private static @Nullable PublishReceipt read(String document) {
		return PlainReceipt.read(document.getBytes(StandardCharsets.UTF_8), "R1");
	}

	private static @Nullable PublishReceipt readAsXml(String document) {
		try {
			return ResponseCodec.readAsXml(document.getBytes(StandardCharsets.UTF_8),
					"R1") instanceof ResponseDocument.Receipt receipt ? receipt.receipt() : null;
		}
		catch (MalformedDocumentException ex) {
			return null;
		}
	}

}
