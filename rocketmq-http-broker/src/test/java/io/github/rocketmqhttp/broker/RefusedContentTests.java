package io.github.rocketmqhttp.broker;

import java.io.IOException;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that are readable but do not say one thing clearly: documents that are no XML
 * 1.0.
 */
class RefusedContentTests {

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

	private Response publish(String document) throws IOException {
		return this.connection.call("POST", TARGET, document);
	}

	private void assertNothingIsStored() throws IOException {
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	private static void assertRefused(Response response, String code) {
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.element("Code")).isEqualTo(code);
	}

}
