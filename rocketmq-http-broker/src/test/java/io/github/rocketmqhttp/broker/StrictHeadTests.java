package io.github.rocketmqhttp.broker;

import java.io.IOException;

import io.github.rocketmqhttp.broker.RawConnection.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Heads that two readers could understand in two ways, or that no SDK sends.
 */
class StrictHeadTests extends OpenBroker {

	private static final String LINE = "GET " + POLL + " HTTP/1.1\r\n";

	@ParameterizedTest
	@ValueSource(strings = { "X-A: b\n", "X-A: b\rX-B: c\r\n", "X-A: b\r\r\n", "X-A: \u0000\r\n", "X-\u0000A: b\r\n",
			"X-A: \u0001\r\n", "X-A: \u001b[2J\r\n", "X-A: \u007f\r\n", "X-\tA: b\r\n", "X-A: b\r\n c\r\n",
			"X-A: b\r\n\tc\r\n", "X-A : b\r\n", "X A: b\r\n", ": b\r\n", "X(A): b\r\n", "X-A\r\n" })
	void aHeaderLineThatIsNotPlainIsRefusedAndItsConnectionClosed(String line) throws IOException {
		this.connection.send(LINE + RawConnection.HEAD + line + "\r\n");
		assertUnreadable();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET " + POLL + " HTTP/1.1\n", "GET " + POLL + " HTTP/-1.1\r\n",
			"GET " + POLL + " HTTP/+1.1\r\n", "GET " + POLL + " HTTP/1.-1\r\n", "GET " + POLL + " HTTP/01.1\r\n",
			"GET " + POLL + " HTTP/0.9\r\n", "GET " + POLL + " HTTP/1\r\n", "GET " + POLL + " http/1.1\r\n",
			"GET " + POLL + "\r\n", "GET\t" + POLL + "\tHTTP/1.1\r\n", "GET  " + POLL + " HTTP/1.1\r\n",
			"GET " + POLL + "  HTTP/1.1\r\n", " GET " + POLL + " HTTP/1.1\r\n", "GET " + POLL + " HTTP/1.1 \r\n",
			"G(T " + POLL + " HTTP/1.1\r\n", "GET " + POLL + "\u0000 HTTP/1.1\r\n",
			"GET " + POLL + "\u0007 HTTP/1.1\r\n", "GET " + POLL + " x HTTP/1.1\r\n" })
	void aRequestLineThatIsNotPlainIsRefusedAndItsConnectionClosed(String line) throws IOException {
		this.connection.send(line + RawConnection.HEAD + "\r\n");
		assertUnreadable();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Connection: keep-alive\r\nConnection: close\r\n",
			"Connection: keep-alive\r\nconnection: keep-alive\r\n",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" })
	void aDoubledHeaderOfTheConnectionIsRefusedAndTheConnectionClosed(String headers) throws IOException {
		this.connection.send(LINE + RawConnection.HEAD + headers + "\r\n0\r\n\r\n");
		assertUnreadable();
	}

	@ParameterizedTest
	@ValueSource(strings = { "5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5;a=\u0000\r\nhello\r\n0\r\n\r\n",
			"5\r\nhello\r\n0\r\nX-A: b\r\n c\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n" })
	void aLineBetweenChunksThatIsNotPlainIsRefused(String chunks) throws IOException {
		this.connection.send("POST " + TARGET + " HTTP/1.1\r\n" + RawConnection.HEAD
				+ "Transfer-Encoding: chunked\r\n\r\n" + chunks);
		assertUnreadable();
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-A: b\tc\r\n", "X-A:b\r\n", "X-A:\r\n", "X-A: \u00e4 \u6f22\r\n",
			"Connection: Keep-Alive\r\n", "!#$%&'*+-.^_`|~09: b\r\n" })
	void whatHeadersMayHoldIsTaken(String line) throws IOException {
		this.connection.send(LINE + RawConnection.HEAD + line + "\r\n");
		assertThat(this.connection.read().status()).isEqualTo(404);
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: localhost", "Authorization: MQ a:b", "x-mq-version: 2015-06-06", "X-MQ-Version: 1",
			"Date: x\r\nDate: x", "Content-Type: a\r\nContent-Type: a", "Content-MD5: a\r\nContent-MD5: b",
			"Security-Token: a\r\nsecurity-token: b" })
	void aDoubledHeaderIsRefused(String headers) throws IOException {
		Response response = this.connection.send(LINE + RawConnection.HEAD + headers + "\r\n\r\n").read();
		assertRefused(response, "twice");
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x-mq-version: \r\n" })
	void aMissingVersionOfTheProtocolIsRefused(String header) throws IOException {
		Response response = this.connection
			.send(LINE + RawConnection.HEAD.replace("x-mq-version: 2015-06-06\r\n", header) + "\r\n")
			.read();
		assertRefused(response, "x-mq-version");
		assertThat(this.connection.call("GET", POLL).status()).isEqualTo(404);
	}

	@Test
	void emptyLinesBeforeARequestAreSkipped() throws IOException {
		assertThat(this.connection.send("\r\n\r\n" + LINE + RawConnection.HEAD + "\r\n").read().status())
			.isEqualTo(404);
	}

	private void assertUnreadable() throws IOException {
		assertRefused(this.connection.read(), "cannot be read");
		assertThat(this.connection.isClosedByPeer()).isTrue();
	}

	private static void assertRefused(Response response, String text) {
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.element("Code")).isEqualTo("InvalidArgument");
		assertThat(response.element("Message")).contains(text);
	}

}
