package io.github.rocketmqhttp.benchmarks;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StubServer}.
 */
class StubServerTests {

	private static final String HEAD = "POST /topics/orders/messages HTTP/1.1\r\nHost: localhost\r\ncontent-LENGTH: 5\r\n";

	private StubServer stub;

	private Socket socket;

	@BeforeEach
	void connect() throws Exception {
		this.stub = new StubServer();
		this.stub.start();
		this.socket = new Socket(InetAddress.getLoopbackAddress(), this.stub.endpoint().getPort());
		this.socket.setSoTimeout(10_000);
	}

	@AfterEach
	void close() throws Exception {
		this.socket.close();
		this.stub.close();
	}

	@Test
	void theBodyOfAnExpectingRequestIsAskedFor() throws Exception {
		send(HEAD + "Expect: 100-continue\r\n\r\n");
		assertThat(receive("HTTP/1.1 100 Continue\r\n\r\n".length())).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
		send("hello");
		assertThat(receive(StubConnection.answerLength())).startsWith("HTTP/1.1 201 ").endsWith("</Message>");
	}

	@Test
	void aRequestIsAnsweredOnceItIsComplete() throws Exception {
		String request = HEAD + "\r\nhello";
		for (int i = 0; i < request.length(); i++) {
			assertThat(this.socket.getInputStream().available()).isZero();
			send(request.substring(i, i + 1));
		}
		assertThat(receive(StubConnection.answerLength())).startsWith("HTTP/1.1 201 ");
	}

	@Test
	void everyRequestOfAConnectionIsAnswered() throws Exception {
		send((HEAD + "\r\nhello").repeat(3));
		for (int i = 0; i < 3; i++) {
			assertThat(receive(StubConnection.answerLength())).startsWith("HTTP/1.1 201 ").endsWith("</Message>");
		}
	}

	@Test
	void aRequestThatNeverEndsIsCutOff() throws Exception {
		send("POST / HTTP/1.1\r\n" + "x".repeat(64 * 1024));
		assertThat(this.socket.getInputStream().read()).isEqualTo(-1);
	}

	private void send(String text) throws Exception {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private String receive(int length) throws Exception {
		InputStream in = this.socket.getInputStream();
		return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
	}

}
