package io.github.rocketmqhttp.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import io.github.rocketmqhttp.RocketMqHttpException;
import io.github.rocketmqhttp.TransportException;
import io.github.rocketmqhttp.protocol.OutboundMessage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Certificates and host names are verified by both engines. The server shows a
 * self-signed certificate for {@code localhost}.
 */
class TlsTests {

	private static final Logger logger = LoggerFactory.getLogger(TlsTests.class);

	private static final OutboundMessage MESSAGE = OutboundMessage.of("hello").build();

	private ScriptedServer server;

	private SSLContext context;

	@BeforeEach
	void start() throws IOException, GeneralSecurityException {
		this.context = TlsStore.FIRST.context();
		this.server = new ScriptedServer(new TlsListener(this.context), Reply::fitting);
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@Test
	void aTrustedServerIsTalkedTo() throws Exception {
		try (RocketMqHttpClient client = TestClients.of("https://localhost:" + this.server.port())
			.tls(this.context)
			.build()) {
			assertThat(client.publish("orders", MESSAGE).messageId()).isEqualTo("M1");
			assertThat(Outcome.await(client.publishAsync("orders", MESSAGE)).messageId()).isEqualTo("M1");
		}
	}

	@Test
	void anUntrustedServerIsRefusedForGood() {
		try (RocketMqHttpClient client = TestClients.of("https://localhost:" + this.server.port()).build()) {
			assertUntrusted(() -> client.publish("orders", MESSAGE));
			assertUntrusted(() -> Outcome.await(client.publishAsync("orders", MESSAGE)));
			assertThat(this.server.requests()).isEmpty();
		}
	}

	@Test
	void aCertificateForAnotherHostIsRefusedForGood() {
		try (RocketMqHttpClient client = TestClients.of("https://127.0.0.1:" + this.server.port())
			.tls(this.context)
			.build()) {
			assertUntrusted(() -> client.publish("orders", MESSAGE));
			assertUntrusted(() -> Outcome.await(client.publishAsync("orders", MESSAGE)));
			assertThat(this.server.requests()).isEmpty();
		}
	}

	@Test
	void plainHttpToATlsPortIsNamedAndWasNotExecuted() {
		try (RocketMqHttpClient client = TestClients.of("http://127.0.0.1:" + this.server.port()).build()) {
			assertMixedUp(() -> client.publish("orders", MESSAGE), "write https://");
			assertMixedUp(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), "write https://");
			assertThat(this.server.requests()).isEmpty();
		}
	}

	@Test
	void tlsToAPlainPortIsNamedAndWasNotExecuted() throws IOException {
		try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				RocketMqHttpClient client = TestClients.of("https://127.0.0.1:" + plain.getLocalPort())
					.tls(this.context)
					.build()) {
			Thread thread = new Thread(() -> refuseAll(plain), "plain-server");
			thread.setDaemon(true);
			thread.start();
			assertMixedUp(() -> client.publish("orders", MESSAGE), "write http://");
			assertMixedUp(() -> Outcome.await(client.publishAsync("orders", MESSAGE)), "write http://");
		}
	}

	private static void refuseAll(ServerSocket server) {
		while (!server.isClosed()) {
			try (Socket connection = server.accept()) {
				connection.getOutputStream()
					.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				connection.getInputStream().transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				logger.debug("The client or the test has closed its end", ex);
			}
		}
	}

	private static void assertMixedUp(ThrowingCallable call, String remedy) {
		assertThatExceptionOfType(TransportException.class).isThrownBy(call)
			.withMessageContaining(remedy)
			.returns(false, RocketMqHttpException::isRetryable)
			.returns(false, RocketMqHttpException::isAmbiguous);
	}

	private static void assertUntrusted(ThrowingCallable call) {
		assertThatExceptionOfType(TransportException.class).isThrownBy(call)
			.withMessageContaining("certificate is not trusted")
			.returns(false, RocketMqHttpException::isRetryable)
			.returns(false, RocketMqHttpException::isAmbiguous);
	}

}
